package dev.handwright.worker;

import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunSecrets;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import dev.handwright.workflows.Workflows;
import java.util.List;
import java.util.Map;

/**
 * What a run executes, the same each time it is begun.
 *
 * @param retries how often it may begin anew where its desktop is gone
 */
record RunTask(
        SandboxJob.Execute job,
        Map<String, Secret> secrets,
        Redaction redaction,
        NetworkRules network,
        int retries) {
    static RunTask of(Run run, Workflows workflows, RunSecrets kept) {
        var code =
                workflows
                        .code(run.workflow(), run.version())
                        .orElseThrow(() -> new IllegalStateException("its code is not stored"));
        var secrets = kept.open(run);
        var job =
                new SandboxJob.Execute(
                        code.language().word(),
                        code.all(),
                        run.paramsJson(),
                        List.copyOf(secrets.keySet()));
        return new RunTask(
                job,
                secrets,
                new Redaction(secrets.values()),
                NetworkRules.NONE.withHosts(code.hosts()),
                code.retries());
    }
}
