package dev.handwright.workflows;

import dev.handwright.desktops.HostPattern;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sandbox needs to run one version.
 *
 * @param files as they were published
 * @param compiled classes made from them; empty for Python
 * @param hosts all that its desktop may reach; empty where it may reach any
 * @param retries how often a run may begin anew when its desktop is lost
 */
public record Code(
        Language language,
        List<SourceFile> files,
        List<SourceFile> compiled,
        List<HostPattern> hosts,
        int retries) {
    public Code {
        files = List.copyOf(files);
        compiled = List.copyOf(compiled);
        hosts = List.copyOf(hosts);
    }

    /** Sources and classes together. */
    public List<SourceFile> all() {
        var all = new ArrayList<>(files);
        all.addAll(compiled);
        return all;
    }
}
