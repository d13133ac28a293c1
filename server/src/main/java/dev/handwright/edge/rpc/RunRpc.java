package dev.handwright.edge.rpc;

import dev.handwright.agent.Agent;
import dev.handwright.agent.AgentFailed;
import dev.handwright.agent.SchemaCheck.BadSchema;
import dev.handwright.base.ByteSize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.Drive.DriveRefused;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.Action;
import dev.handwright.tools.Action.Button;
import dev.handwright.tools.Action.Direction;
import dev.handwright.tools.Action.Point;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Keys;
import dev.handwright.tools.Toolbox;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the code of one run may ask for: its desktop, its desktop's files, the agent. */
public final class RunRpc implements SandboxCalls {
    private static final Logger LOG = LoggerFactory.getLogger(RunRpc.class);

    private static final String NO_MODEL =
            "No model is configured on this server, so Agent cannot look, act or read. Use Computer"
                    + " (keyboard, mouse, files), or ask the server's owner to configure a model.";
    private static final int KEYS = 16;

    private final Toolbox toolbox;
    private final Drive drive;
    private final Map<String, Secret> secrets;
    private final ByteSize fileLimit;
    private final BiConsumer<String, String> log;
    private final Agent agent;
    private volatile boolean paused;

    /**
     * @param secrets by name, to be typed
     * @param fileLimit of one file read through a drive
     * @param log takes stream and line, as {@link SandboxCalls#log} does
     * @param agent closed with this
     */
    public RunRpc(
            Toolbox toolbox,
            Drive drive,
            Map<String, Secret> secrets,
            ByteSize fileLimit,
            BiConsumer<String, String> log,
            Agent agent) {
        this.toolbox = toolbox;
        this.drive = drive;
        this.secrets = Map.copyOf(secrets);
        this.fileLimit = fileLimit;
        this.log = log;
        this.agent = agent;
    }

    @Override
    public void log(String stream, String line) {
        log.accept(stream, line);
    }

    /** Ends what the agent is doing between two of its steps; it shall be asked again. */
    @Override
    public void pause() {
        paused = true;
        agent.pause();
    }

    /** Ends what the agent is doing; what the code asks of it from now on fails. */
    @Override
    public void end() {
        agent.close();
    }

    @Override
    public @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> fields, OutputStream bytes)
            throws CallFailed {
        var params = new Params(method, fields);
        try {
            return switch (method) {
                case "computer.type" -> type(params);
                case "computer.press" -> press(Keys.split(params.text("key")));
                case "computer.hotkey" -> press(params.texts("keys", KEYS));
                case "computer.click_at" -> click(params);
                case "computer.move" -> perform(new Action.Move(params.point()));
                case "computer.scroll" -> scroll(params);
                case "computer.wait_until_still" ->
                        toolbox.perform(
                                        new Action.AwaitStill(
                                                params.seconds("quiet", 3600),
                                                params.seconds("timeout", 3600)))
                                .done();
                case "drive.files" -> files(params);
                case "drive.read" -> read(params, bytes);
                case "agent.execute", "agent.verify", "agent.extract" -> agent(method, params);
                default -> throw new CallFailed("RPCError", "there is no method " + method);
            };
        } catch (AgentFailed e) {
            throw new CallFailed("WorkflowError", String.valueOf(e.getMessage()));
        } catch (BadSchema e) {
            throw new CallFailed("ValueError", String.valueOf(e.getMessage()));
        } catch (ActionRefused e) {
            throw new CallFailed("ValueError", String.valueOf(e.getMessage()));
        } catch (DriveRefused e) {
            throw new CallFailed("WorkflowError", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warn("{} failed", method, e);
            throw new CallFailed("WorkflowError", "the desktop's files cannot be reached now");
        } catch (InterruptedException e) {
            if (paused) {
                throw new Unanswered("the server is stopping");
            }
            Thread.currentThread().interrupt();
            throw new CallFailed("RPCError", "the run is being stopped");
        }
    }

    private @Nullable Object agent(String method, Params params)
            throws CallFailed, AgentFailed, BadSchema, InterruptedException {
        if (!agent.canSee()) {
            throw new CallFailed("WorkflowError", NO_MODEL);
        }
        Optional<String> model =
                params.has("model") ? Optional.of(params.text("model")) : Optional.empty();
        return switch (method) {
            case "agent.execute" ->
                    agent.execute(
                            params.words("instruction"), params.whole("max_iterations"), model);
            case "agent.verify" ->
                    agent.verify(params.words("condition"), params.seconds("timeout", 3600), model);
            default -> agent.extract(params.words("query"), params.schema("schema"), model);
        };
    }

    private @Nullable Object perform(Action action) throws ActionRefused, InterruptedException {
        var _ = toolbox.perform(action);
        return null;
    }

    private @Nullable Object type(Params params)
            throws CallFailed, ActionRefused, InterruptedException {
        var interval = params.seconds("interval", 10);
        if (params.has("secure")) {
            return typeSecret(params.text("secure"), interval);
        }
        var text = params.text("text");
        return text.isEmpty() ? null : perform(new Action.Type(text, interval));
    }

    /** The value goes from here to the keyboard; no message tells of it. */
    private @Nullable Object typeSecret(String name, Duration interval)
            throws CallFailed, InterruptedException {
        var secret = secrets.get(name);
        if (secret == null) {
            throw new CallFailed(
                    "WorkflowError", "this run was given no secure param '%s'".formatted(name));
        }
        try {
            toolbox.typeSecret(secret.reveal(), interval);
            return null;
        } catch (ActionRefused e) {
            throw new CallFailed(
                    "WorkflowError", "the secure param '%s' cannot be typed".formatted(name));
        }
    }

    private @Nullable Object press(List<String> keys) throws ActionRefused, InterruptedException {
        return perform(new Action.Press(keys));
    }

    private @Nullable Object click(Params params)
            throws CallFailed, ActionRefused, InterruptedException {
        return perform(
                new Action.Click(maybePoint(params), params.oneOf("button", Button.class), 1));
    }

    private @Nullable Object scroll(Params params)
            throws CallFailed, ActionRefused, InterruptedException {
        var direction = params.oneOf("direction", Direction.class);
        return perform(new Action.Scroll(maybePoint(params), direction, params.whole("amount")));
    }

    /** Empty: where the pointer is. */
    private static Optional<Point> maybePoint(Params params) throws CallFailed {
        return params.has("x") || params.has("y") ? Optional.of(params.point()) : Optional.empty();
    }

    private Object files(Params params) throws CallFailed, IOException, DriveRefused {
        return drive.files(params.text("path"), params.text("pattern")).stream()
                .map(it -> Map.of("name", it.name(), "size", it.size(), "modified", it.modified()))
                .toList();
    }

    private Object read(Params params, OutputStream bytes)
            throws CallFailed, IOException, DriveRefused {
        var counted = new Counted(bytes);
        drive.read(params.text("path"), params.text("name"), fileLimit.bytes(), counted);
        return Map.of("size", counted.count());
    }
}
