package dev.handwright.edge.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.agent.BlindAgent;
import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.fakes.FakeDrive;
import dev.handwright.fakes.FakeScreen;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.Toolbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What workflow code may ask for, and what it hears when it asks wrongly. */
final class RunRpcTest {
    private final FakeScreen screen = new FakeScreen();
    private final List<String> lines = new ArrayList<>();
    private final RunRpc rpc =
            new RunRpc(
                    new Toolbox(screen),
                    new OneFile(),
                    Map.of("password", new Secret("hunter2"), "bell", new Secret("a\u0007b")),
                    new ByteSize(100),
                    (stream, line) -> lines.add(stream + " " + line),
                    BlindAgent.make());

    @Test
    void everyGoldenCallOfComputerAndDriveIsUnderstood() throws Exception {
        var golden =
                Json.mapper()
                        .readTree(
                                Files.readString(Path.of("../api/golden/run-protocol/calls.json")));
        int understood = 0;
        for (var it : golden) {
            var raises = it.path("raises").asString("");
            var secure = it.path("params").has("secure");
            if (raises.isEmpty() && !secure && !it.path("method").asString().startsWith("agent")) {
                call(it.path("method").asString(), it.path("params").toString());
                understood++;
            }
        }
        assertThat(understood).isGreaterThan(9);
    }

    @Test
    void aSecureParamIsTypedByItsNameAndNeverTold() throws Exception {
        assertThat(call("computer.type", "{'secure':'password','interval':0}")).isNull();
        assertThat(screen.events).contains("press 68", "press 32");
        assertThatThrownBy(() -> call("computer.type", "{'secure':'other','interval':0}"))
                .hasMessage("this run was given no secure param 'other'");
        assertThatThrownBy(() -> call("computer.type", "{'secure':'bell','interval':0}"))
                .hasMessage("the secure param 'bell' cannot be typed");
        assertThat(lines).isEmpty();
    }

    @Test
    void clicksWhereItIsTold() throws Exception {
        assertThat(call("computer.click_at", "{'x':0,'y':7.0,'button':'right'}")).isNull();
        assertThat(screen.events).contains("pointer 0,7 4", "pointer 0,7 0");
    }

    @Test
    void tellsWhetherThePictureBecameStill() throws Exception {
        assertThat(call("computer.wait_until_still", "{'quiet':0.5,'timeout':2}")).isEqualTo(true);
        assertThat(screen.events).contains("await 500 2000");
    }

    @Test
    void badArgumentsAreValueErrorsThatNameThem() {
        refused(
                "computer.click_at",
                "{'x':1}",
                "computer.click_at: y is missing; it must be a whole");
        refused("computer.click_at", "{'x':1.5,'y':1}", "x must be a whole number, not 1.5");
        refused("computer.click_at", "{'x':5000,'y':1,'button':'left'}", "outside the screen");
        refused("computer.click_at", "{'x':1,'y':1,'button':'top'}", "one of left, middle, right");
        refused("computer.press", "{'key':'Retrun'}", "there is no key 'Retrun'");
        refused("computer.press", "{'key':''}", "no key is named");
        refused("computer.hotkey", "{'keys':[]}", "keys must be a list of 1 to 16 texts");
        refused("computer.hotkey", "{'keys':[1]}", "keys must be a list of 1 to 16 texts");
        refused("computer.scroll", "{'direction':'down','amount':101}", "1 to 100");
        refused("computer.scroll", "{'direction':'away','amount':1}", "one of up, down");
        refused("computer.type", "{'text':'a','interval':11}", "must be 0 to 10 seconds");
        refused("computer.type", "{'text':'a','interval':'NaN'}", "must be 0 to 10 seconds");
        assertThat(screen.events).isEmpty();
    }

    @Test
    void anEmptyTextIsTypedAsNothing() throws Exception {
        assertThat(call("computer.type", "{'text':'','interval':0}")).isNull();
    }

    @Test
    void filesAreListedAndRead() throws Exception {
        assertThat(Json.write(call("drive.files", "{'path':'~','pattern':'*'}")))
                .contains("\"name\":\"a.txt\"", "\"size\":5", "\"modified\":1.5");
        var bytes = new ByteArrayOutputStream();
        var result = rpc.call(1, "drive.read", Map.of("path", "~", "name", "a.txt"), bytes);
        assertThat(result).isEqualTo(Map.of("size", 5L));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void whatADriveRefusesIsAWorkflowError() {
        assertThatThrownBy(() -> call("drive.files", "{'path':'/etc','pattern':'*'}"))
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.type()).isEqualTo("WorkflowError"))
                .hasMessage("/etc is outside");
    }

    @Test
    void theAgentSaysThatThereIsNoModel() {
        assertThatThrownBy(() -> call("agent.verify", "{'condition':'x'}"))
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.type()).isEqualTo("WorkflowError"))
                .hasMessageContaining("No model is configured on this server");
    }

    @Test
    void unknownMethodsAreRpcErrors() {
        assertThatThrownBy(() -> call("computer.explode", "{}"))
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.type()).isEqualTo("RPCError"))
                .hasMessage("there is no method computer.explode");
    }

    @Test
    void logLinesGoWhereTheyAreTold() {
        rpc.log("INFO", "one");
        assertThat(lines).containsExactly("INFO one");
    }

    private void refused(String method, String params, String message) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.type()).isEqualTo("ValueError"))
                .hasMessageContaining(message);
    }

    private @org.jspecify.annotations.Nullable Object call(String method, String params)
            throws CallFailed {
        return rpc.call(
                1,
                method,
                Json.readObject(params.replace('\'', '"')),
                OutputStream.nullOutputStream());
    }

    private static final class OneFile extends FakeDrive {
        @Override
        public List<Entry> files(String path, String pattern) throws DriveRefused {
            if (path.startsWith("/")) {
                throw new DriveRefused(path + " is outside");
            }
            return List.of(new Entry("a.txt", 5, 1.5, false));
        }

        @Override
        public void read(String path, String name, long limit, OutputStream out)
                throws IOException {
            assertThat(limit).isEqualTo(100);
            out.write("hello".getBytes(StandardCharsets.UTF_8));
        }
    }
}
