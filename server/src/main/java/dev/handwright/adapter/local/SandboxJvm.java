package dev.handwright.adapter.local;

import dev.handwright.sandboxes.SandboxLimits;
import java.nio.file.Path;
import java.util.List;

/** How Java starts in a sandbox: quick to start rather than quick later, within its memory. */
final class SandboxJvm {
    private SandboxJvm() {}

    static List<String> command(Path jdk, String sdkJar, SandboxLimits limits) {
        long heap = limits.memory().bytes() * 6 / 10;
        return List.of(
                jdk.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-XX:ReservedCodeCacheSize=48m",
                "-Xmx" + heap,
                "-Djava.util.logging.config.class=dev.handwright.sdk.inside.LogLines",
                "-Duser.home=/tmp",
                "-cp",
                sdkJar,
                "dev.handwright.sdk.inside.Runner");
    }
}
