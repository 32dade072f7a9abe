/** Light or dark: as the computer has it, or as the person chose. */

const KEPT = "iro-bot-theme";
const computer = matchMedia("(prefers-color-scheme: dark)");

/** @returns {"system"|"light"|"dark"} */
function chosen() {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** @returns {"light"|"dark"} */
export function theme() {
  const choice = chosen();
  if (choice !== "system") return choice;
  return computer.matches ? "dark" : "light";
}

/** Follows the computer and the radio buttons of the menu. @param {() => void} onChange */
export function followTheme(onChange) {
  const show = () => {
    document.documentElement.dataset.theme = theme();
    onChange();
  };
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=theme]"))) {
    radio.checked = radio.value === chosen();
    radio.addEventListener("change", () => {
      localStorage.setItem(KEPT, radio.value);
      show();
    });
  }
  computer.addEventListener("change", show);
  document.documentElement.dataset.theme = theme();
}
