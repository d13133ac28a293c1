package dev.handwright.workflows;

import dev.handwright.base.Cursor;
import dev.handwright.base.Page;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps workflows and all of their versions. Deleted ones are hidden, as runs still need them. */
public interface WorkflowStore {
    /** Adds a workflow with its version 1. */
    void create(Workflow workflow, NewVersion version);

    /**
     * Adds the next version and makes it the current one.
     *
     * @param name empty: keeps the one it has
     * @return empty where the workspace has no such workflow
     */
    Optional<Published> publish(
            Workspace.Id workspace,
            Workflow.Id id,
            Optional<String> name,
            NewVersion version,
            Instant at);

    Optional<Published> find(Workspace.Id workspace, Workflow.Id id);

    /** The code of a version, of a deleted workflow too. */
    Optional<Code> code(Workflow.Id id, int version);

    /** Newest workflows first. */
    Page<Published> list(Workspace.Id workspace, Optional<Cursor> after, int limit);

    /** Newest versions first, at most {@code limit}; empty where there is no such workflow. */
    List<Version> versions(Workspace.Id workspace, Workflow.Id id, int limit);

    /**
     * @return whether there was one to delete
     */
    boolean delete(Workspace.Id workspace, Workflow.Id id, Instant at);

    /** A version before it has its number. */
    record NewVersion(
            Code code, String paramsSchema, String resultSchema, Optional<String> secureSchema) {
        public Version numbered(Workflow.Id workflow, int number, Instant at) {
            return new Version(
                    workflow,
                    number,
                    code.language(),
                    paramsSchema,
                    resultSchema,
                    secureSchema,
                    code.hosts(),
                    code.retries(),
                    at);
        }
    }
}
