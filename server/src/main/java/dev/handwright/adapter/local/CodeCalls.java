package dev.handwright.adapter.local;

import dev.handwright.adapter.local.FrameStream.BadFrame;
import dev.handwright.base.Json;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.sandboxes.SandboxCalls.Unanswered;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers the calls of one connection of workflow code, one after the other. */
final class CodeCalls {
    private static final Logger LOG = LoggerFactory.getLogger(CodeCalls.class);
    private static final int BYTES_FRAME = 1 << 16;

    private final FrameStream stream;
    private final SandboxCalls calls;

    CodeCalls(FrameStream stream, SandboxCalls calls) {
        this.stream = stream;
        this.calls = calls;
    }

    /** Returns when the code has closed its end. */
    void answerAll(int limit) throws IOException, BadFrame {
        while (true) {
            var next = stream.receive(limit);
            if (next.isEmpty()) {
                return;
            }
            answer(next.get());
        }
    }

    private void answer(ObjectNode frame) throws IOException, BadFrame {
        if (!frame.path("id").isIntegralNumber()
                || !frame.path("id").canConvertToLong()
                || !frame.path("method").isString()) {
            throw new BadFrame("a call needs an integer id of 64 bits and a method");
        }
        long id = frame.path("id").longValue();
        var answer = new LinkedHashMap<String, @Nullable Object>();
        answer.put("id", id);
        try (var bytes = bytes(id)) {
            var result = calls.call(id, frame.path("method").stringValue(), params(frame), bytes);
            bytes.flush();
            answer.put("result", result);
        } catch (CallFailed e) {
            answer.put("error", error(e.type(), String.valueOf(e.getMessage())));
        } catch (Unanswered e) {
            throw new IOException(e);
        } catch (RuntimeException | Error e) { // unanswered, the code would ask it again
            LOG.error("call {} of a workflow failed", frame.path("method").stringValue(), e);
            answer.put("error", error("RPCError", "the server failed to do this"));
        }
        stream.send(answer);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> params(ObjectNode frame) throws BadFrame {
        var params = frame.path("params");
        if (params.isMissingNode() || params.isNull()) {
            return Map.of();
        }
        if (!params.isObject()) {
            throw new BadFrame("params must be an object");
        }
        return Json.mapper().convertValue(params, Map.class);
    }

    private static Map<String, String> error(String type, String message) {
        return Map.of("type", type, "message", message);
    }

    private OutputStream bytes(long id) {
        var frames =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] data, int offset, int length) throws IOException {
                        for (int at = 0; at < length; at += BYTES_FRAME) {
                            int size = Math.min(BYTES_FRAME, length - at);
                            var part =
                                    java.util.Arrays.copyOfRange(
                                            data, offset + at, offset + at + size);
                            var frame = new LinkedHashMap<String, @Nullable Object>();
                            frame.put("id", id);
                            frame.put("bytes", Base64.getEncoder().encodeToString(part));
                            stream.send(frame);
                        }
                    }
                };
        return new BufferedOutputStream(frames, BYTES_FRAME);
    }
}
