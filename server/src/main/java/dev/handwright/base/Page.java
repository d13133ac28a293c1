package dev.handwright.base;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param items in the listing's order
 * @param totalCount how many there are over all pages, under the same filters
 * @param nextCursor opaque, asks for the page after this one; empty on the last
 */
public record Page<T>(List<T> items, long totalCount, Optional<String> nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}
