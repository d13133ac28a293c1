package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.sandboxes.SandboxLimits;
import java.time.Duration;

/**
 * @param limits of the sandboxes kept warm; a job with other limits starts cold
 * @param logLimit of one job; what it prints beyond is dropped with a notice
 * @param warmPython Python sandboxes kept ready, 0 to 32; each holds some 30 MiB
 * @param warmJava Java sandboxes kept ready, 0 to 32; each holds some 60 MiB
 * @param startTimeout until the supervisor must have reported
 * @param orphanTime how long a job waits for another server when this one has gone
 */
public record SandboxSettings(
        SandboxLimits limits,
        ByteSize logLimit,
        int warmPython,
        int warmJava,
        Duration startTimeout,
        Duration orphanTime) {
    public SandboxSettings {
        if (warmPython < 0 || warmPython > 32 || warmJava < 0 || warmJava > 32) {
            throw new IllegalArgumentException("0 to 32 sandboxes are kept warm per language");
        }
    }
}
