package dev.handwright.sandboxes;

import java.util.List;

/** What a sandbox shall do. */
public sealed interface SandboxJob {
    /** {@code python} or {@code java}. */
    String language();

    List<SourceFile> files();

    /** Load the code without calling its {@code run}: problems with their lines, or its schemas. */
    record Check(String language, List<SourceFile> files) implements SandboxJob {
        public Check {
            files = List.copyOf(files);
        }
    }

    /**
     * Run the code once.
     *
     * @param files its sources, and for Java the classes that the check compiled
     * @param paramsJson a JSON object
     * @param secure names of the secure params there are; never their values
     */
    record Execute(String language, List<SourceFile> files, String paramsJson, List<String> secure)
            implements SandboxJob {
        public Execute {
            files = List.copyOf(files);
            secure = List.copyOf(secure);
        }
    }

    /**
     * @param name a plain file name; @param content its bytes as Base64
     */
    record SourceFile(String name, String content) {}
}
