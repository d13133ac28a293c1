package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;

/**
 * Why a desktop ended that nobody deleted.
 *
 * @param at whole milliseconds
 * @param reason a clause
 */
public record Ending(Desktop.Id desktop, Workspace.Id workspace, Instant at, String reason) {}
