package dev.handwright.workflows;

import dev.handwright.base.ByteSize;
import dev.handwright.sandboxes.SandboxLimits;
import java.time.Duration;

/**
 * Bounds of publishing.
 *
 * @param files at most this many in one version
 * @param size of all files together
 * @param checkTimeout how long the sandbox may look at them
 * @param sandbox what the check may use
 */
public record PublishLimits(
        int files, ByteSize size, Duration checkTimeout, SandboxLimits sandbox) {}
