"""People in Graph's directory: by id and address, and the managers above them, whatever way they go round."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from graph.directory import DirectoryUser, GraphDirectory
from graph.errors import NotYet, Refused
from tests.graph.faults import answering
from tests.graph.server import GraphServer, client_of, graph_server, refusal


@dataclass
class Users:
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)

    def room(self, server: GraphServer) -> None:
        server.add("GET", "/users", self._search)
        server.add("GET", "/users/{id}", self._user)
        server.add("GET", "/users/{id}/manager", self._manager)
        server.add("GET", "/groups/{id}/members/microsoft.graph.user", self._members)
        self.server = server

    def add(self, id: str, **more: Any) -> None:
        self.kept[id] = {
            "id": id,
            "displayName": id.title(),
            "mail": f"{id}@example.org",
            "accountEnabled": True,
        } | more

    async def _user(self, request: web.Request) -> web.Response:
        return self._shown(request.match_info["id"])

    async def _manager(self, request: web.Request) -> web.Response:
        return self._shown(self.above.get(request.match_info["id"], ""))

    async def _search(self, request: web.Request) -> web.Response:
        wanted = request.query["$filter"].partition("'")[2].partition("' or ")[0].replace("''", "'")
        return web.json_response({"value": [user for user in self.kept.values() if user["mail"] == wanted]})

    async def _members(self, request: web.Request) -> web.Response:
        """Two on a page, with a link to the next."""
        start = int(request.query.get("$skip", "0"))
        if request.match_info["id"] != "managers":
            return refusal(404, "Request_ResourceNotFound")
        page = {"value": list(self.kept.values())[start : start + 2]}
        more = {"@odata.nextLink": f"{self.server.url}/groups/managers/members/microsoft.graph.user?$skip={start + 2}"}
        return web.json_response(page | (more if start + 2 < len(self.kept) else {}))

    def _shown(self, id: str) -> web.Response:
        return web.json_response(self.kept[id]) if id in self.kept else refusal(404, "Request_ResourceNotFound")


@pytest.fixture
def users() -> Users:
    users = Users()
    for id in ("tom", "sara", "helen", "dana"):
        users.add(id)
    users.above = {"tom": "sara", "sara": "helen", "helen": "dana"}
    return users


@pytest.fixture
async def server(users: Users) -> AsyncIterator[GraphServer]:
    async with graph_server(users.room) as server:
        yield server


@pytest.fixture
async def directory(server: GraphServer) -> AsyncIterator[GraphDirectory]:
    async with client_of(server) as client:
        yield GraphDirectory(client)


async def test_somebody_is_found_by_their_id_and_by_their_address(directory: GraphDirectory) -> None:
    tom = DirectoryUser("tom", "Tom", "tom@example.org", True)
    assert await directory.user("tom") == tom
    assert await directory.with_address("tom@example.org") == tom


async def test_nobody_is_found_where_the_account_is_gone_or_an_address_is_nobodys_or_several_peoples(
    directory: GraphDirectory, users: Users
) -> None:
    users.add("twin", mail="sara@example.org")
    assert await directory.user("gone") is None
    assert await directory.with_address("nobody@example.org") is None
    assert await directory.with_address("sara@example.org") is None


async def test_an_address_with_an_apostrophe_is_looked_for_as_it_is(directory: GraphDirectory, users: Users) -> None:
    users.add("sean", mail="sean.o'hara@example.org")
    found = await directory.with_address("sean.o'hara@example.org")
    assert found is not None and found.id == "sean"


async def test_a_closed_account_says_so_and_one_without_a_word_is_open(directory: GraphDirectory, users: Users) -> None:
    users.add("left", accountEnabled=False)
    users.add("quiet", accountEnabled=None)
    left, quiet = await directory.user("left"), await directory.user("quiet")
    assert left is not None and not left.is_enabled and quiet is not None and quiet.is_enabled


async def test_the_managers_are_followed_to_the_top(directory: GraphDirectory) -> None:
    assert [user.id for user in await directory.managers("tom")] == ["sara", "helen", "dana"]
    assert await directory.managers("dana") == ()


@pytest.mark.parametrize("back_to", ["tom", "sara", "dana"])
async def test_a_ring_of_managers_comes_to_an_end(directory: GraphDirectory, users: Users, back_to: str) -> None:
    users.above["dana"] = back_to
    assert [user.id for user in await directory.managers("tom")] == ["sara", "helen", "dana"]


@pytest.mark.parametrize("entry", [{"displayName": None}, {"mail": None}, {"mail": 7}])
async def test_an_entry_that_is_no_person_is_refused(
    directory: GraphDirectory, users: Users, entry: dict[str, Any]
) -> None:
    users.add("odd", **entry)
    with pytest.raises(Refused):
        await directory.user("odd")


async def test_a_directory_that_does_not_answer_says_so(server: GraphServer, directory: GraphDirectory) -> None:
    server.plan = [answering(503)]
    with pytest.raises(NotYet):
        await directory.user("tom")


async def test_a_group_is_read_page_by_page_without_what_is_no_person(directory: GraphDirectory, users: Users) -> None:
    users.add("device", displayName=None)
    assert [user.id for user in await directory.members("managers")] == ["tom", "sara", "helen", "dana"]


async def test_a_group_that_is_not_there_is_refused(directory: GraphDirectory) -> None:
    with pytest.raises(Refused):
        await directory.members("gone")
