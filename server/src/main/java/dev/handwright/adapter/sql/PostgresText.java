package dev.handwright.adapter.sql;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** PostgreSQL refuses U+0000 in text, which may come from outside; it is replaced by U+FFFD. */
final class PostgresText extends AbstractArgumentFactory<String> {
    PostgresText() {
        super(Types.VARCHAR);
    }

    @Override
    protected Argument build(String value, ConfigRegistry config) {
        return (position, statement, _) -> statement.setString(position, kept(value));
    }

    static String kept(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
