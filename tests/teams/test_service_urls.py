"""Where outbound calls may go."""

import pytest

from bot.teams.service_urls import ServiceUrls

TEAMS_ONLY = ServiceUrls()
TRYOUT = ServiceUrls(on_this_machine=frozenset(["127.0.0.1", "localhost", "[::1]"]))


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net/uk/9d2f6c1e-2222-4f6b-8b1e-0b0b0b0b0b0b/",
        "https://smba.trafficmanager.net",
        "HTTPS://SMBA.TrafficManager.NET:443/emea/",
        "https://smba.infra.gcc.teams.microsoft.com/gcc/",
    ],
)
def test_the_addresses_of_teams_may_be_called(url: str) -> None:
    assert TEAMS_ONLY.allow(url)
    assert TRYOUT.allow(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/uk/",
        "ftp://smba.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.trafficmanager.net/",
        "https://evilsmba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:443@evil.example/",
        "https://evil.example/https://smba.trafficmanager.net/",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net\\.evil.example/",
        "https://smba.trafficmanager.net#.evil.example/",
        "https://smba.trafficmanager.net?x=1",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net./",
        "https://smba.trafficmanager.net/uk/\n",
        "https://smba.trafficmanager.net/\r\nHost: evil.example",
        " https://smba.trafficmanager.net/",
        "https://ſmba.trafficmanager.net/",
        "https://smba.trafficmanager.net/" + "x" * 2_048,
        "https://169.254.169.254/metadata",
        "http://127.0.0.1.evil.example/",
        "http://0.0.0.0:3978/",
    ],
)
def test_other_addresses_may_not(url: str) -> None:
    assert not TEAMS_ONLY.allow(url)
    assert not TRYOUT.allow(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:56150/", "http://localhost:3978/_connector", "http://[::1]:1/"])
def test_this_machine_may_be_called_where_the_try_out_says_so(url: str) -> None:
    assert TRYOUT.allow(url)
    assert not TEAMS_ONLY.allow(url)


@pytest.mark.parametrize(
    "host", ["", "*", "*.botframework.com", "https://smba.trafficmanager.net", "SMBA.example.net", "net"]
)
def test_a_host_is_a_whole_name(host: str) -> None:
    with pytest.raises(ValueError, match="whole name"):
        ServiceUrls(frozenset([host]))


def test_no_other_machine_is_called_without_tls() -> None:
    with pytest.raises(ValueError, match="without https"):
        ServiceUrls(on_this_machine=frozenset(["10.0.0.1"]))


def test_a_list_without_hosts_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="At least one host"):
        ServiceUrls(frozenset())
