package dev.handwright.adapter.vlm;

import dev.handwright.adapter.vlm.Wire.BadAnswer;
import dev.handwright.agent.AgentFailed;
import dev.handwright.agent.Model;
import dev.handwright.agent.Reply;
import dev.handwright.base.Json;
import dev.handwright.secrets.Redaction;
import java.net.URI;
import java.time.Duration;

/** A model that is asked over HTTP in its vendor's form. For many threads. */
final class RemoteModel implements Model {
    private final KnownModel known;
    private final Endpoint endpoint;
    private final Wire wire;
    private final ModelCalls calls;

    RemoteModel(KnownModel known, Endpoint endpoint, Wire wire, ModelCalls calls) {
        this.known = known;
        this.endpoint = endpoint;
        this.wire = wire;
        this.calls = calls;
    }

    @Override
    public Reply answer(Ask ask, Duration atMost) throws AgentFailed, InterruptedException {
        var body = Json.writeBytes(wire.request(ask, known));
        var url = URI.create(endpoint.url().toString().replaceAll("/+$", "") + wire.path());
        var hidden = new Redaction(endpoint.key().stream().toList());
        var headers = wire.headers(endpoint, known);
        var answer = calls.post(known.name(), url, headers, hidden, body, atMost);
        try {
            return wire.reply(answer);
        } catch (BadAnswer e) {
            throw new AgentFailed(
                    "The model %s gave an answer that cannot be read: %s"
                            .formatted(known.name(), e.getMessage()),
                    e);
        }
    }
}
