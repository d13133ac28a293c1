package dev.handwright.desktops;

import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.UUID;

/**
 * What was recorded of a workspace's desktop, from one switching on to the switching off.
 *
 * @param id under which the MP4 is kept
 */
public record Film(
        UUID id, Workspace.Id workspace, Desktop.Id desktop, Instant startedAt, Instant endedAt) {}
