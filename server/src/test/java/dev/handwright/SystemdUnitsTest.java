package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemdUnitsTest {
    /**
     * Each gives a service mounts of its own (systemd.exec(5), PrivateMounts= and "Sandboxing").
     */
    private static final List<String> OWN_MOUNTS =
            List.of(
                    "PrivateMounts",
                    "PrivateTmp",
                    "PrivateDevices",
                    "PrivateIPC",
                    "ProtectHome",
                    "ProtectSystem",
                    "ProtectProc",
                    "ProcSubset",
                    "ProtectHostname",
                    "ProtectKernelTunables",
                    "ProtectKernelModules",
                    "ProtectKernelLogs",
                    "ProtectControlGroups",
                    "ReadWritePaths",
                    "ReadOnlyPaths",
                    "InaccessiblePaths",
                    "ExecPaths",
                    "NoExecPaths",
                    "BindPaths",
                    "BindReadOnlyPaths",
                    "TemporaryFileSystem",
                    "MountFlags",
                    "RootDirectory",
                    "RootImage",
                    "MountImages",
                    "ExtensionImages",
                    "DynamicUser",
                    "PrivateNetwork",
                    "NetworkNamespacePath");

    /** A launcher that is started anew must see the rooms that live on. */
    @Test
    void theLauncherHasTheMountsOfTheMachine() throws IOException {
        assertThat(lines("handwright-launcher"))
                .noneMatch(line -> OWN_MOUNTS.stream().anyMatch(it -> line.startsWith(it + "=")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"handwright", "handwright-launcher"})
    void itIsStartedAgainHoweverOftenItFails(String unit) throws IOException {
        assertThat(lines(unit)).contains("Restart=always", "StartLimitIntervalSec=0");
    }

    private static List<String> lines(String unit) throws IOException {
        return Files.readAllLines(Path.of("../deploy/systemd", unit + ".service"));
    }
}
