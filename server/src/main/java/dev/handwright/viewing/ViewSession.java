package dev.handwright.viewing;

import dev.handwright.desktops.Desktop;

/**
 * Leave to watch a desktop, given by its workspace; one at a time for each desktop.
 *
 * @param id what links carry, so that they end with it
 */
public record ViewSession(Desktop.Id desktop, String id, Scope scope) {}
