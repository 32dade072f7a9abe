// Reads {name: card} on standard input, writes {name: [event, ...]}: what Microsoft's parser remarks about each.
const { AdaptiveCard, SerializationContext, Versions } = require(process.argv[2]);

// The renderer's pattern for "lang" keeps its place between two cards, so that each one is asked of a fresh place.
const settle = () => new AdaptiveCard().parse({ type: "AdaptiveCard", version: "1.5", lang: "-" }, new SerializationContext(Versions.v1_5));

const events = (source) => {
  settle();
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.parse(source, context);
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  return [...parsed, ...card.validateProperties().validationEvents.map((event) => event.message)];
};

const cards = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, events(card)]))));
