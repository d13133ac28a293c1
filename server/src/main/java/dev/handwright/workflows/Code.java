package dev.handwright.workflows;

import dev.handwright.sandboxes.SandboxJob.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sandbox needs to run one version.
 *
 * @param files as they were published
 * @param compiled classes made from them; empty for Python
 */
public record Code(Language language, List<SourceFile> files, List<SourceFile> compiled) {
    public Code {
        files = List.copyOf(files);
        compiled = List.copyOf(compiled);
    }

    /** Sources and classes together. */
    public List<SourceFile> all() {
        var all = new ArrayList<>(files);
        all.addAll(compiled);
        return all;
    }
}
