package dev.handwright.workflows;

import dev.handwright.base.Cursor;
import dev.handwright.base.Ids;
import dev.handwright.base.Page;
import dev.handwright.base.Unavailable;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.CheckedCode;
import dev.handwright.sandboxes.SandboxEnd.Problem;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import dev.handwright.workflows.WorkflowStore.NewVersion;
import dev.handwright.workspaces.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes workflows and finds them again. For many threads. */
public final class Workflows {
    private static final Logger LOG = LoggerFactory.getLogger(Workflows.class);
    private static final int NAME_LIMIT = 200;

    /** Versions shown of one workflow; older ones stay for their runs. */
    private static final int VERSIONS_SHOWN = 1000;

    private final WorkflowStore store;
    private final CodeCheck check;
    private final FileRules rules;
    private final CurrentVersions current;
    private final Clock clock;
    private final Ids ids;

    public Workflows(
            WorkflowStore store,
            SandboxHost sandboxes,
            PublishLimits limits,
            Clock clock,
            Ids ids) {
        this.store = store;
        this.check = new CodeCheck(sandboxes, limits);
        this.rules = new FileRules(limits);
        this.current = new CurrentVersions(store, clock);
        this.clock = clock;
        this.ids = ids;
    }

    /** Checks the files in a sandbox and publishes them as a new workflow. */
    public PublishResult publish(Workspace.Id workspace, String name, List<NewFile> files) {
        return checked(
                name,
                files,
                (version, at) -> {
                    var id = new Workflow.Id(ids.uuid());
                    var workflow = new Workflow(id, workspace, name.strip(), 1, at, at);
                    store.create(workflow, version);
                    return new PublishResult.Done(
                            new Published(workflow, version.numbered(id, 1, at)));
                });
    }

    /**
     * Publishes a new version; files that are not among {@code files} are not in it.
     *
     * @param name empty: keeps the one it has
     */
    public PublishResult publishVersion(
            Workspace.Id workspace, Workflow.Id id, Optional<String> name, List<NewFile> files) {
        if (current.find(workspace, id).isEmpty()) {
            return new PublishResult.NoSuchWorkflow();
        }
        return checked(
                name.orElse("unchanged"),
                files,
                (version, at) -> {
                    var published =
                            store.publish(workspace, id, name.map(String::strip), version, at);
                    current.forget(id);
                    return published
                            .<PublishResult>map(PublishResult.Done::new)
                            .orElseGet(PublishResult.NoSuchWorkflow::new);
                });
    }

    public Optional<Published> get(Workspace.Id workspace, Workflow.Id id) {
        return store.find(workspace, id);
    }

    /** What a run needs to be accepted; kept in memory, so that it costs no read. */
    public Optional<Startable> startable(Workspace.Id workspace, Workflow.Id id) {
        return current.find(workspace, id);
    }

    /** The code a run executes, of a deleted workflow too. */
    public Optional<Code> code(Workflow.Id id, int version) {
        return store.code(id, version);
    }

    /** Newest first. */
    public Page<Published> list(Workspace.Id workspace, Optional<Cursor> after, int limit) {
        return store.list(workspace, after, limit);
    }

    /** Newest first; empty where there is no such workflow. */
    public List<Version> versions(Workspace.Id workspace, Workflow.Id id) {
        return store.versions(workspace, id, VERSIONS_SHOWN);
    }

    /**
     * Hides a workflow for good. Its accepted runs still run.
     *
     * @return whether there was one
     */
    public boolean delete(Workspace.Id workspace, Workflow.Id id) {
        boolean deleted = store.delete(workspace, id, now());
        current.forget(id);
        return deleted;
    }

    private PublishResult checked(
            String name,
            List<NewFile> files,
            BiFunction<NewVersion, Instant, PublishResult> publish) {
        var problems = rules.problems(files);
        if (name.isBlank() || name.length() > NAME_LIMIT) {
            problems.add(
                    new Problem("name", 0, "a name has 1 to %d characters".formatted(NAME_LIMIT)));
        }
        if (!problems.isEmpty()) {
            return new PublishResult.Refused(problems);
        }
        var language = FileRules.language(files);
        var sources = files.stream().map(Workflows::source).toList();
        SandboxEnd end;
        try {
            end = check.check(language, sources);
        } catch (SandboxHost.SandboxUnavailable | Unavailable e) {
            LOG.warn("no sandbox to check a workflow in", e);
            return new PublishResult.NoSandbox();
        }
        return switch (end) {
            case SandboxEnd.Checked(var code) -> {
                List<HostPattern> hosts;
                try {
                    hosts = HostPattern.all(code.hosts());
                } catch (IllegalArgumentException e) {
                    yield refused(language, String.valueOf(e.getMessage()));
                }
                if (hosts.size() > NetworkRules.MOST) {
                    yield refused(language, "it names more than " + NetworkRules.MOST);
                }
                yield publish.apply(
                        version(
                                new Code(language, sources, code.compiled(), hosts, code.retries()),
                                code),
                        now());
            }
            case SandboxEnd.Refused(var found) -> new PublishResult.Refused(found);
            case SandboxEnd.Returned _, SandboxEnd.Raised _, SandboxEnd.Died _, SandboxEnd.Left _ ->
                    throw new IllegalStateException("CodeCheck has turned these into problems");
        };
    }

    private static PublishResult refused(Language language, String reason) {
        return new PublishResult.Refused(
                List.of(new Problem(language.mainFile(), 0, "ALLOWED_HOSTS: " + reason)));
    }

    private static NewVersion version(Code code, CheckedCode checked) {
        return new NewVersion(
                code,
                checked.paramsSchema(),
                checked.resultSchema(),
                Optional.ofNullable(checked.secureSchema()));
    }

    private static SourceFile source(NewFile file) {
        var bytes = file.content().getBytes(StandardCharsets.UTF_8);
        return new SourceFile(file.filename(), Base64.getEncoder().encodeToString(bytes));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
