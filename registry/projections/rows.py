"""What one batch of events does to the read models, gathered so that each table is written once per batch."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa


class TableChanges:
    """New rows and changed columns of one table; a table has one key column."""

    def __init__(self, table: sa.Table) -> None:
        self.table = table
        self._key = next(iter(table.primary_key.columns)).name
        self._gone: list[dict[str, Any]] = []
        self._new: dict[Any, dict[str, Any]] = {}
        self._changed: dict[Any, dict[str, Any]] = {}

    def insert(self, key: Any, row: dict[str, Any]) -> None:
        """A new row; columns that are left out are null."""
        self._new[key] = row

    def replace(self, key: Any, row: dict[str, Any]) -> None:
        """A row in place of the one that may stand there."""
        self._gone.append({"_key": key})
        self._changed.pop(key, None)
        self._new[key] = row

    def update(self, key: Any, columns: dict[str, Any]) -> None:
        """Some columns of a row that this or an earlier batch inserted."""
        row = self._new.get(key)
        if row is None:
            row = self._changed.setdefault(key, {})
        row.update(columns)

    def write(self, connection: sa.Connection) -> None:
        """Send the rows: one statement for new ones, one for each set of changed columns."""
        key_column = self.table.c[self._key]
        if self._gone:
            connection.execute(sa.delete(self.table).where(key_column == sa.bindparam("_key")), self._gone)
        if self._new:
            connection.execute(sa.insert(self.table), [self._complete(key, row) for key, row in self._new.items()])
        groups: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, columns in self._changed.items():
            groups[tuple(sorted(columns))].append({**columns, "_key": key})
        for names, parameters in groups.items():
            statement = (
                sa.update(self.table)
                .where(key_column == sa.bindparam("_key"))
                .values({name: sa.bindparam(name) for name in names})
            )
            connection.execute(statement, parameters)

    def _complete(self, key: Any, row: dict[str, Any]) -> dict[str, Any]:
        # Rows of one statement need the same columns; computed ones are the database's own.
        stored = (column.name for column in self.table.columns if column.computed is None)
        return {name: row.get(name) for name in stored} | {self._key: key}


class Changes:
    """The changes of all tables. `position` is that of the event in hand."""

    def __init__(self, tables: Iterable[sa.Table]) -> None:
        self.position = 0
        self._tables = {table: TableChanges(table) for table in tables}

    def insert(self, table: sa.Table, key: Any, **row: Any) -> None:
        """See `TableChanges.insert`."""
        self._tables[table].insert(key, row)

    def replace(self, table: sa.Table, key: Any, **row: Any) -> None:
        """See `TableChanges.replace`."""
        self._tables[table].replace(key, row)

    def update(self, table: sa.Table, key: Any, **columns: Any) -> None:
        """See `TableChanges.update`."""
        self._tables[table].update(key, columns)

    def write(self, connection: sa.Connection) -> None:
        """Send everything in the caller's transaction."""
        for changes in self._tables.values():
            changes.write(connection)
