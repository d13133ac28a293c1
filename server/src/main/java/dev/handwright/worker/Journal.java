package dev.handwright.worker;

import dev.handwright.base.Json;
import dev.handwright.base.Unavailable;
import dev.handwright.runs.Run;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.Secret;
import dev.handwright.worker.JournalStore.Call;
import dev.handwright.worker.JournalStore.Earlier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What the code of one run asked and was answered, and where it is executed. For many threads. */
final class Journal {
    /** Of one run; a further call fails. */
    private static final int MOST_CALLS = 100_000;

    /** Sealed answers of one run together, in characters; a further call fails. */
    private static final long MOST_TEXT = 64L << 20;

    private final JournalStore store;
    private final Sealing sealing;
    private final byte[] key;
    private final Run run;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong text = new AtomicLong();

    Journal(JournalStore store, Sealing sealing, byte[] key, Run run) {
        this.store = store;
        this.sealing = sealing;
        this.key = key;
        this.run = run;
    }

    /** The run is another worker's now; this one must not go on with it. */
    static final class Fenced extends RuntimeException {
        Fenced(Run run) {
            super("run %s is not attempt %d's any more".formatted(run.id(), run.attempt()));
        }
    }

    Optional<RunPlace> place() {
        return store.place(run.id());
    }

    /** On disk when it returns. */
    void put(RunPlace place) {
        if (!store.put(run, place)) {
            throw new Fenced(run);
        }
    }

    /** Forgets every call; on disk when it returns. */
    void startOver(RunPlace place) {
        if (!store.startOver(run, place)) {
            throw new Fenced(run);
        }
    }

    /** Those of an earlier server; to be asked before any new one. */
    List<Earlier> earlier() {
        var all = store.calls(run.id());
        calls.set(all.size());
        text.set(all.stream().mapToLong(Earlier::length).sum());
        return all;
    }

    /**
     * Before each new call.
     *
     * @throws CallFailed where a run has made as many as it may
     */
    void count() throws CallFailed {
        if (calls.incrementAndGet() > MOST_CALLS) {
            throw new CallFailed("WorkflowError", "a run may make %d calls".formatted(MOST_CALLS));
        }
        if (text.get() > MOST_TEXT) {
            throw new CallFailed(
                    "WorkflowError", "what this run was answered is more than a run may read");
        }
    }

    /** Two calls that ask the same have the same. */
    String mac(String method, Map<String, @Nullable Object> params) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update("%s\n%s\n".formatted(run.id(), method).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(Json.writeBytes(params)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /**
     * A call is about to be done; on disk when it returns.
     *
     * @param again the database went away while this was told to it, and may have heard it
     * @throws CallFailed where a call of this number was about to be done before
     * @throws Unavailable where it shall be told again
     */
    void intend(long id, String method, String mac, boolean again) throws CallFailed {
        if (!store.add(run, new Call(id, method, mac, Optional.empty())) && !again) {
            throw new CallFailed("RPCError", "call %d was made before".formatted(id));
        }
    }

    /**
     * A call was answered; on disk when it returns.
     *
     * @throws Unavailable where it shall be told again
     */
    void answer(long id, String method, String mac, Answer answer) {
        var sealed = sealing.seal(new Secret(Json.write(answer.json())), seat(id));
        if (store.add(run, new Call(id, method, mac, Optional.of(sealed)))) {
            text.addAndGet(sealed.length());
        }
    }

    /**
     * What it came to; empty where it was begun and is not known to have ended.
     *
     * @throws Unavailable where it shall be asked again
     */
    Optional<Answer> answer(Earlier call) {
        return store.answer(run.id(), call.id())
                .map(it -> sealing.open(it, seat(call.id())).reveal())
                .map(Json::readObject)
                .map(Answer::of);
    }

    private String seat(long id) {
        return "run_call %s %d".formatted(run.id(), id);
    }

    /** What a call came to. */
    sealed interface Answer {
        /**
         * @param bytes hex SHA-256 of what it delivered besides, where it did
         */
        record Result(@Nullable Object value, Optional<String> bytes) implements Answer {}

        record Failed(String type, String message) implements Answer {}

        default Map<String, @Nullable Object> json() {
            var json = new LinkedHashMap<String, @Nullable Object>();
            switch (this) {
                case Result(var value, var bytes) -> {
                    json.put("result", value);
                    bytes.ifPresent(it -> json.put("bytes", it));
                }
                case Failed(var type, var message) -> {
                    json.put("type", type);
                    json.put("message", message);
                }
            }
            return json;
        }

        static Answer of(Map<String, @Nullable Object> json) {
            return json.containsKey("result")
                    ? new Result(
                            json.get("result"),
                            Optional.ofNullable(json.get("bytes")).map(String::valueOf))
                    : new Failed(
                            String.valueOf(json.get("type")), String.valueOf(json.get("message")));
        }
    }
}
