package dev.handwright.adapter.sql;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times of jobs as everywhere in our tables, in both databases: epoch milliseconds. */
final class JobColumns extends DefaultJdbcCustomization {
    JobColumns() {
        super(true);
    }

    @Override
    public String getName() {
        return "Handwright";
    }

    @Override
    public void setInstant(PreparedStatement statement, int index, @Nullable Instant value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value.toEpochMilli());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // The library has no word for a time that may be missing.
    public Instant getInstant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public void setTaskData(PreparedStatement statement, int index, byte @Nullable [] value)
            throws SQLException {
        statement.setBytes(index, value);
    }

    @Override
    public String getQueryLimitPart(int limit) {
        return " limit " + limit;
    }
}
