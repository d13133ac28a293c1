package dev.handwright.sandboxes;

import dev.handwright.base.ByteSize;

/**
 * What one sandbox may use. Time is not here: its owner kills it.
 *
 * @param memory of all its processes together
 * @param processes and threads at a time
 * @param outputBytes all files in /assets and /artifacts together
 * @param outputFiles number of files and folders there
 */
public record SandboxLimits(
        ByteSize memory, int processes, ByteSize outputBytes, int outputFiles) {}
