package dev.handwright.worker;

import dev.handwright.base.Unavailable;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.worker.Journal.Answer;
import dev.handwright.worker.JournalStore.Earlier;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each call of a run's code in the journal, and answers from there what was answered before
 * the server went away. The rule for a call that was begun and has no answer is in
 * docs/guides/when-the-server-dies.md. For many threads.
 */
final class JournalledCalls implements SandboxCalls {
    /** What the code sees of a call that may or may not have reached the desktop. */
    static final String UNCERTAIN = "ActionUncertain";

    /**
     * Doing these twice is not as good as doing them once. All others are: they look, or an agent
     * that looks does them, or they move the pointer to the same place.
     */
    private static final Set<String> ONCE =
            Set.of(
                    "computer.type",
                    "computer.press",
                    "computer.hotkey",
                    "computer.click_at",
                    "computer.scroll");

    private static final String FILE = "drive.read";

    private final Journal journal;
    private final SandboxCalls calls;
    private final Consumer<String> contradicted;

    /** Of an earlier server, not asked again yet. */
    private final ConcurrentSkipListMap<Long, Earlier> earlier = new ConcurrentSkipListMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int underWay; // guarded by lock
    private boolean paused; // guarded by lock
    private final TryAgain tryAgain = new TryAgain();
    private volatile boolean cut;

    /**
     * @param earlier of an earlier server
     * @param contradicted told once the code asks something else than it did before; it shall end
     */
    JournalledCalls(
            Journal journal,
            List<Earlier> earlier,
            SandboxCalls calls,
            Consumer<String> contradicted) {
        this.journal = journal;
        this.calls = calls;
        this.contradicted = contradicted;
        earlier.forEach(it -> this.earlier.put(it.id(), it));
    }

    /** How many calls an earlier server has answered that were not asked again. */
    int earlier() {
        return earlier.size();
    }

    /**
     * For code that was started again and has returned: what it asked before and not now, as a
     * sentence.
     */
    Optional<String> unasked() {
        return Optional.ofNullable(earlier.firstEntry())
                .map(it ->
                        ("The code is not deterministic: call %d was %s before the server was"
                                        + " restarted, and now the code ended without it.")
                                .formatted(it.getKey(), it.getValue().method()));
    }

    /**
     * Answers nothing more: the code shall ask a later server. Calls under way may end within
     * {@code atMost}, an agent's only the step that it is in.
     */
    void pause(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            paused = true;
            calls.pause();
            long left = atMost.toNanos();
            while (underWay > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        cut = true;
        end();
    }

    private void begin() {
        lock.lock();
        try {
            if (paused) {
                throw new Unanswered("the server is stopping");
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    private void over() {
        lock.lock();
        try {
            underWay--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed {
        begin();
        try {
            return answer(id, method, params, bytes);
        } finally {
            over();
        }
    }

    private @Nullable Object answer(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed {
        var asked = new Asked(id, method, params, journal.mac(method, params), bytes);
        var before = earlier.remove(id);
        if (before == null) {
            journal.count();
            if (ONCE.contains(method)) {
                var _ =
                        patiently(again -> {
                            journal.intend(id, method, asked.mac, again);
                            return true;
                        });
            }
            return done(asked);
        }
        if (!before.mac().equals(asked.mac)) {
            throw contradiction(asked, before.method());
        }
        var answer = patiently(_ -> journal.answer(before));
        return answer.isPresent() ? again(asked, answer.get()) : unanswered(asked);
    }

    private @Nullable Object again(Asked asked, Answer answer) throws CallFailed {
        return switch (answer) {
            case Answer.Failed(var type, var message) -> throw new CallFailed(type, message);
            case Answer.Result(var value, var bytes) -> {
                if (bytes.isPresent()) {
                    readAgain(asked, bytes.get());
                }
                yield value;
            }
        };
    }

    /** The journal does not hold files. */
    private void readAgain(Asked asked, String before) throws CallFailed {
        var digest = digest();
        var _ =
                calls.call(
                        asked.id,
                        asked.method,
                        asked.params,
                        new DigestOutputStream(asked.bytes, digest));
        if (!hex(digest).equals(before)) {
            throw contradict(
                    ("The code is not deterministic: call %d (%s) reads a file that has changed"
                                    + " since it was read before the server was restarted.")
                            .formatted(asked.id, asked.method));
        }
    }

    private @Nullable Object unanswered(Asked asked) throws CallFailed {
        if (!ONCE.contains(asked.method)) {
            return done(asked);
        }
        var uncertain =
                new Answer.Failed(
                        UNCERTAIN,
                        ("The server was restarted while it did %s (call %d), which may or may not"
                                        + " have reached the desktop and is not done again. Look at"
                                        + " the screen to find out.")
                                .formatted(asked.method, asked.id));
        answered(asked, uncertain);
        calls.log("notice", uncertain.message());
        throw new CallFailed(uncertain.type(), uncertain.message());
    }

    private @Nullable Object done(Asked asked) throws CallFailed {
        var digest = digest();
        boolean file = asked.method.equals(FILE);
        var bytes = file ? new DigestOutputStream(asked.bytes, digest) : asked.bytes;
        try {
            var value = calls.call(asked.id, asked.method, asked.params, bytes);
            answered(
                    asked,
                    new Answer.Result(value, file ? Optional.of(hex(digest)) : Optional.empty()));
            return value;
        } catch (CallFailed e) {
            if (cut) {
                throw new Unanswered("the server is stopping");
            }
            answered(asked, new Answer.Failed(e.type(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void answered(Asked asked, Answer answer) throws CallFailed {
        var _ =
                patiently(_ -> {
                    journal.answer(asked.id, asked.method, asked.mac, answer);
                    return true;
                });
    }

    /** Something asked of the journal; {@code again} where it may have heard it before. */
    @FunctionalInterface
    private interface Asking<T> {
        T ask(boolean again) throws CallFailed;
    }

    /** A database that is away is waited for while the code lives and the server goes on. */
    private <T> T patiently(Asking<T> asking) throws CallFailed {
        for (boolean again = false; ; again = true) {
            try {
                return asking.ask(again);
            } catch (Unavailable e) {
                if (!tryAgain.afterPause()) {
                    throw new Unanswered("the journal does not answer now");
                }
            }
        }
    }

    private CallFailed contradiction(Asked asked, String before) {
        return contradict(
                asked.method.equals(before)
                        ? ("The code is not deterministic: call %d is %s as before the server was"
                                        + " restarted, but with other params.")
                                .formatted(asked.id, asked.method)
                        : ("The code is not deterministic: call %d was %s before the server was"
                                        + " restarted, and now it is %s.")
                                .formatted(asked.id, before, asked.method));
    }

    private CallFailed contradict(String message) {
        contradicted.accept(message);
        return new CallFailed("RPCError", message);
    }

    @Override
    public void end() {
        tryAgain.giveUp();
        calls.end();
    }

    @Override
    public void log(String stream, String line) {
        calls.log(stream, line);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A call. */
    private record Asked(
            long id,
            String method,
            Map<String, @Nullable Object> params,
            String mac,
            OutputStream bytes) {}
}
