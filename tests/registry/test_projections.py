"""Read models follow the events: nothing twice, nothing missed, rebuilt to the same rows, as fresh as one asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.identity import title_id_for
from registry.application import Registry
from registry.command import Receipt
from registry.errors import RegistryError, Unavailable
from registry.projections import MODELS, open_projections
from registry.projections import projector as engine_room
from registry.projections.database import METADATA, open_database
from registry.projections.persons import PERSONS, persons
from registry.projections.projector import Projector
from registry.settings import Settings
from tests.support.office import ADMIN, HR, SECOND_ADMIN, World, applicant, opened


def a_busy_season(world: World) -> None:
    """One of everything that the read models show."""
    world.found()
    person = world.register()
    title_id = title_id_for(world.granted(person))
    world.do(ADMIN, "propose-revocation", title_id=title_id, cause="FRAUD", evidence_ref="x")
    world.do(ADMIN, "record-statement", title_id=title_id, heard=True, **world.paper())
    world.do(SECOND_ADMIN, "decide-revocation", title_id=title_id, **world.paper())
    with pytest.raises(RegistryError):
        world.do(ADMIN, "drop-proposal", title_id=title_id, **world.paper())
    world.on("2022-07-20")
    world.submitted(world.register("李样本", "349900199003150028"))


def everything(projector: Projector) -> dict[str, list[Any]]:
    with projector.reading() as read:
        return {
            table.name: sorted(map(str, read.execute(sa.select(table)).mappings()))
            for model in MODELS
            for table in model.tables
        }


def test_a_rebuilt_read_model_equals_the_one_that_grew(each_store: Settings) -> None:
    with opened(each_store) as world:
        a_busy_season(world)
        projector = world.office.rooms.projector
        while projector.step():
            pass
        grown = everything(projector)
        assert all(grown[name] for name in ("persons", "declarations", "titles", "integrity_records", "refusals"))
        projector.rebuild()
        assert everything(projector) == grown


def test_one_event_at_a_time_gives_the_same_rows_as_all_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.register()
    world.granted(person)
    projector = world.office.rooms.projector
    projector.rebuild()
    at_once = everything(projector)
    monkeypatch.setattr(engine_room, "BATCH", 1)
    projector.rebuild()
    assert everything(projector) == at_once


def test_a_rebuild_says_how_far_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.register()
    monkeypatch.setattr(engine_room, "BATCH", 2)
    heard: list[tuple[int, int]] = []
    world.office.rooms.projector.rebuild(lambda done, total: heard.append((done, total)))
    total = world.office.rooms.registry.position()
    assert heard[-1] == (total, total)
    assert [done for done, _ in heard] == sorted({done for done, _ in heard})
    assert len(heard) > 2


def test_a_batch_that_fails_leaves_rows_and_position_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = world.office.rooms.projector
    projector.catch_up()
    before = projector.position()
    world.register()

    def break_off(_self: object, _connection: sa.Connection) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("registry.projections.rows.Changes.write", break_off)
        with pytest.raises(OSError, match="full"):
            projector.step()
    assert projector.position() == before
    projector.catch_up()
    with projector.reading() as read:
        assert read.execute(sa.select(sa.func.count()).select_from(persons)).scalar_one() == 1


def test_of_two_projectors_that_read_the_same_batch_one_writes_it(each_store: Settings) -> None:
    with opened(each_store) as world:
        world.register()
        twin = open_projections(each_store, world.office.rooms.registry)
        read_before = twin.position()

        class Slower(Projector):
            """A twin that still believes in the old position."""

            def position(self) -> int:
                return read_before

        slower = Slower(world.office.rooms.registry, open_database(each_store), MODELS)
        twin.catch_up()
        slower.step()
        with twin.reading() as read:
            assert read.execute(sa.select(sa.func.count()).select_from(persons)).scalar_one() == 1
        assert twin.position() == world.office.rooms.registry.position()
        twin.close()
        slower.close()


def test_asking_shows_everything_acknowledged_before(world: World) -> None:
    for n, number in enumerate(("349900198501010015", "349900199003150028", "349900198402290031"), start=1):
        world.register("李样本", number)
        projector = world.office.rooms.projector
        with projector.reading() as read:
            shown = read.execute(sa.select(sa.func.count()).select_from(persons)).scalar_one()
        assert shown < n
        world.ask(ADMIN, "list-seasons")
        with projector.reading() as read:
            assert read.execute(sa.select(sa.func.count()).select_from(persons)).scalar_one() == n


def test_waiting_for_what_is_not_stored_ends_with_a_clear_answer(world: World) -> None:
    with pytest.raises(Unavailable) as refusal:
        world.office.rooms.projector.wait_for(world.office.rooms.registry.position() + 1, 0.01)
    assert refusal.value.code == "read_model_behind"


def test_read_models_of_another_shape_are_made_anew_when_the_office_opens(settings: Settings) -> None:
    with opened(settings) as world:
        world.register()
        world.ask(ADMIN, "list-seasons")
    database = open_database(settings)
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE position SET shape = 'of an older release'"))
    database.dispose()
    with opened(settings) as world:
        assert world.office.rooms.projector.position() == 0
        world.ask(ADMIN, "list-seasons")
        assert world.office.rooms.projector.position() == world.office.rooms.registry.position()


def test_lost_read_models_are_no_loss(settings: Settings) -> None:
    with opened(settings) as world:
        person = world.register()
        world.ask(ADMIN, "show-person", person_id=person)
    for file in settings.home.glob("read.sqlite*"):
        file.unlink()
    with opened(settings) as world:
        assert world.ask(ADMIN, "show-person", person_id=person).person_name == "张示例"


def test_every_event_that_a_read_model_handles_has_a_topic_that_the_store_uses() -> None:
    handled = {event.TOPIC for model in MODELS for event in model.handlers}  # type: ignore[attr-defined]
    assert {"PersonRegistered", "DeclarationSubmitted", "TitleRevoked", "CertificateRevoked"} <= handled


def test_a_projector_of_one_model_makes_only_its_tables(settings: Settings) -> None:
    with opened(settings) as world:
        registry: Registry = world.office.rooms.registry
        database = sa.create_engine("sqlite://")
        alone = Projector(registry, database, [PERSONS])
        assert sa.inspect(database).get_table_names() == ["employments", "persons", "position"]
        assert len(METADATA.tables) > 2
        alone.close()


def granted(world: World, person: UUID) -> None:
    world.granted(person)


def not_passed(world: World, person: UUID) -> None:
    world.evaluated(person, yes=1, no=20)


def corrected(world: World, person: UUID) -> None:
    declaration = world.submitted(person)
    world.do(HR, "request-correction", declaration_id=declaration, items=["学历"], deadline="2022-07-25")
    world.do(applicant(person), "supply-correction", declaration_id=declaration)
    world.review_at_unit(declaration)


def lapsed(world: World, person: UUID) -> None:
    declaration = world.submitted(person)
    world.do(HR, "request-correction", declaration_id=declaration, items=["学历"], deadline="2022-07-25")
    world.on("2022-07-26")
    world.do(HR, "let-correction-lapse", declaration_id=declaration)


def vetoed_while_corrected(world: World, person: UUID) -> None:
    declaration = world.submitted(person)
    world.do(HR, "request-correction", declaration_id=declaration, items=["学历"], deadline="2022-07-25")
    world.do(ADMIN, "propose-veto", declaration_id=declaration, cause="FRAUD", evidence_ref="x")
    world.do(SECOND_ADMIN, "veto-declaration", declaration_id=declaration, **world.paper())


def withdrawn(world: World, person: UUID) -> None:
    world.do(applicant(person), "withdraw-declaration", declaration_id=world.submitted(person))


@pytest.mark.parametrize("path", [granted, not_passed, corrected, lapsed, vetoed_while_corrected, withdrawn])
def test_the_state_in_a_list_is_the_state_of_the_file_after_every_step(
    world: World, monkeypatch: pytest.MonkeyPatch, path: Callable[[World, UUID], None]
) -> None:
    person = world.register()
    me = applicant(person)
    states: list[str] = []
    execute = world.office.execute

    def watched(*arguments: Any, **options: Any) -> Receipt:
        receipt = execute(*arguments, **options)
        for row in world.ask(me, "list-declarations").rows:
            shown = world.ask(me, "show-declaration", declaration_id=row.id)
            assert (row.state, row.version) == (shown.state, shown.version)
            states.append(row.state)
        return receipt

    monkeypatch.setattr(world.office, "execute", watched)
    path(world, person)
    assert len(set(states)) >= 3
