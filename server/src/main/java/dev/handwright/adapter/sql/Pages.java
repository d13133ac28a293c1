package dev.handwright.adapter.sql;

import dev.handwright.base.Cursor;
import dev.handwright.base.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes a page of what a query found. */
final class Pages {
    private Pages() {}

    /**
     * @param found at most one more than {@code limit}: that one tells that there is another page
     */
    static <T> Page<T> of(List<T> found, int limit, long total, Function<T, Cursor> place) {
        if (found.size() <= limit) {
            return new Page<>(found, total, Optional.empty());
        }
        var items = found.subList(0, limit);
        return new Page<>(items, total, Optional.of(place.apply(items.getLast()).text()));
    }
}
