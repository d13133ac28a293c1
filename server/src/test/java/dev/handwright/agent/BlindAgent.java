package dev.handwright.agent;

import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.MemoryArtifactStore;
import dev.handwright.fakes.MemoryBlobStore;
import dev.handwright.fakes.MemoryStepStore;
import dev.handwright.secrets.Redaction;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The agent of a server where no model is configured. */
public final class BlindAgent {
    private BlindAgent() {}

    public static Agent make() {
        var clock = new FakeClock();
        var artifacts =
                new Artifacts(
                        new MemoryArtifactStore(),
                        new MemoryBlobStore(),
                        new UrlSigner(new byte[32], clock),
                        () -> URI.create("http://localhost"),
                        clock);
        var bound = Limits.Bound.NONE;
        var limits = new Limits(Duration.ofMinutes(1), 10, 4, bound, bound, bound);
        return new Agents(
                        new NoModels(),
                        schema -> data -> List.of(),
                        limits,
                        new MemoryStepStore(),
                        artifacts,
                        clock)
                .of(
                        new UUID(0, 1),
                        new Workspace.Id("ws_1"),
                        new NoDesk(),
                        _ -> {},
                        Redaction.NONE);
    }

    private static final class NoModels implements Models {
        @Override
        public boolean any() {
            return false;
        }

        @Override
        public Chosen choose(Optional<String> name) throws AgentFailed {
            throw new AgentFailed("there is no model");
        }
    }

    private static final class NoDesk implements Desk {
        @Override
        public DisplaySize size() {
            return DisplaySize.DEFAULT;
        }

        @Override
        public Shot look(Size picture) {
            return new Shot(new byte[0], picture.width(), picture.height(), "f");
        }

        @Override
        public boolean awaitChange(String frame, Duration atMost) {
            return false;
        }

        @Override
        public void settle() {}

        @Override
        public Deed perform(ToolCall call, Size seen) {
            return new Deed(Optional.empty(), Optional.empty());
        }

        @Override
        public Map<String, Object> tool(Size seen) {
            return Map.of();
        }
    }
}
