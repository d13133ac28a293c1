package dev.handwright.viewing;

import dev.handwright.desktops.Desktop;
import java.time.Instant;

/**
 * What a link allows: to watch one desktop, or to take it over too.
 *
 * @param session whose end ends this as well
 * @param begun when the first link of this watch was made; renewing keeps it
 * @param expires after that it opens no viewer; open ones stay
 */
public record Grant(
        Desktop.Id desktop, String session, Scope scope, Instant begun, Instant expires) {}
