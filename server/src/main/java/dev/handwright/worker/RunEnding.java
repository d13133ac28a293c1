package dev.handwright.worker;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLinks;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.worker.StopSwitch.Reason;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says how a run ended: its state, and the links to what it left. */
final class RunEnding {
    private final Artifacts artifacts;
    private final Duration timeout;
    private final Duration linksLast;
    private final Clock clock;

    RunEnding(Artifacts artifacts, Duration timeout, Duration linksLast, Clock clock) {
        this.artifacts = artifacts;
        this.timeout = timeout;
        this.linksLast = linksLast;
        this.clock = clock;
    }

    /**
     * The run as its sandbox left it.
     *
     * @param stopped why we stopped it; what it said in its last moment does not count then
     */
    Run state(Run run, SandboxEnd end, Optional<Reason> stopped) {
        if (stopped.isPresent()) {
            return stopped(run, stopped.get());
        }
        return switch (end) {
            case SandboxEnd.Returned(var result) -> completed(run, result);
            case SandboxEnd.Raised(var type, var message) ->
                    failed(
                            run,
                            message,
                            type.startsWith(JournalledCalls.UNCERTAIN) ? "action_uncertain" : type);
            case SandboxEnd.Died(var type, var message) -> failed(run, message, type);
            case SandboxEnd.Checked _, SandboxEnd.Refused _ ->
                    throw new IllegalStateException("a run is no check");
            case SandboxEnd.Left _ ->
                    throw new IllegalStateException("a run that was left has not ended");
        };
    }

    Run stopped(Run run, Reason reason) {
        return switch (reason) {
            case Reason.Cancelled() -> cancelled(run);
            case Reason.Timeout() -> timedOut(run);
            case Reason.Nondeterministic(var message) -> nondeterministic(run, message);
            case Reason.ServerStops(), Reason.Lost() ->
                    throw new IllegalStateException("it is not ours to end");
        };
    }

    Run unavailable(Run run, String message) {
        return failed(run, message, "unavailable");
    }

    Run internal(Run run) {
        return failed(
                run,
                "The server could not finish this run; the cause is in its log.",
                "internal_error");
    }

    Run nondeterministic(Run run, String message) {
        return failed(run, message, "nondeterministic");
    }

    Run desktopLost(Run run) {
        return failed(run, "The desktop of this run is gone.", "desktop_lost");
    }

    /** What has succeeded has not, where what it made is missing; other ends stay. */
    Run withoutOutputs(Run ended) {
        return ended.state() instanceof Run.State.Completed
                ? failed(
                        ended,
                        "The code has returned, but the files that it made could not be stored.",
                        "outputs_lost")
                : ended;
    }

    RunLinks links(Run.Id run, Instant at) {
        var expires = at.plus(linksLast);
        var urls =
                artifacts.of(run.value()).stream()
                        .collect(
                                Collectors.toMap(
                                        Artifact::kind,
                                        it -> artifacts.url(run.value(), it.kind(), expires)));
        return new RunLinks(
                Optional.ofNullable(urls.get(Artifact.Kind.ASSETS)).map(URI::toString),
                Optional.ofNullable(urls.get(Artifact.Kind.RECORDING)).map(URI::toString),
                Optional.ofNullable(urls.get(Artifact.Kind.LOGS)).map(URI::toString));
    }

    /** For the last line of the log. */
    String sentence(Run.State state) {
        return switch (state) {
            case Run.State.Failed failed -> "failed: " + failed.error();
            case Run.State.TimedOut late -> "timeout: " + late.error();
            case Run.State.Queued _,
                    Run.State.Running _,
                    Run.State.Completed _,
                    Run.State.Cancelled _ ->
                    state.word();
        };
    }

    private Run completed(Run run, String result) {
        var at = now();
        return run.in(new Run.State.Completed(started(run), at, result), at);
    }

    private Run failed(Run run, String error, String type) {
        var at = now();
        return run.in(new Run.State.Failed(run.state().started(), at, error, type), at);
    }

    Run cancelled(Run run) {
        var at = now();
        return run.in(new Run.State.Cancelled(run.state().started(), at), at);
    }

    private Run timedOut(Run run) {
        var at = now();
        var error = "The run took longer than its limit of %d s.".formatted(timeout.toSeconds());
        return run.in(new Run.State.TimedOut(started(run), at, error), at);
    }

    private static Instant started(Run run) {
        return run.state().started().orElseThrow();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
