package dev.handwright.sdk.inside;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles sources in memory. */
final class Compiler {
    private static final String NO_MAIN = "does.not.have.main.method";

    /**
     * @param classes bytes by binary name; empty when there are problems
     * @param runLine where Workflow.java declares its first run, 0 when nowhere
     */
    record Compiled(Map<String, byte[]> classes, List<Problem> problems, int runLine) {}

    /**
     * @param line from 1; 0 for the file as a whole
     */
    record Problem(String file, int line, String message) {}

    private Compiler() {}

    /**
     * @param sources by file name
     */
    static Compiled compile(Map<String, String> sources) {
        var first = attempt(sources);
        var compact = first.diagnostics().stream().anyMatch(it -> it.getCode().contains(NO_MAIN));
        if (!compact) {
            return first.compiled();
        }
        // A compact source file (JEP 512) needs a main, which a workflow has no use for.
        var completed = new LinkedHashMap<>(sources);
        completed.computeIfPresent("Workflow.java", (_, text) -> text + "\nvoid main() {}\n");
        return attempt(completed).compiled();
    }

    private record Attempt(
            Compiled compiled, List<Diagnostic<? extends JavaFileObject>> diagnostics) {}

    private static Attempt attempt(Map<String, String> sources) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        var files = new Memory(javac.getStandardFileManager(found, Locale.ROOT, null));
        var units = sources.entrySet().stream().map(it -> new Source(it.getKey(), it.getValue()));
        var options =
                List.of(
                        "-proc:none",
                        "-parameters",
                        "-g",
                        "-Xlint:none",
                        "--should-stop=ifError=FLOW");
        var task =
                (JavacTask)
                        javac.getTask(
                                new StringWriter(), files, found, options, null, units.toList());
        int runLine = 0;
        try {
            for (var unit : task.parse()) {
                runLine = Math.max(runLine, runLine(unit, Trees.instance(task)));
            }
            task.generate();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var problems = new ArrayList<Problem>();
        for (var it : found.getDiagnostics()) {
            if (it.getKind() == Diagnostic.Kind.ERROR) {
                problems.add(problem(it));
            }
        }
        var classes = problems.isEmpty() ? files.bytes() : Map.<String, byte[]>of();
        return new Attempt(new Compiled(classes, problems, runLine), found.getDiagnostics());
    }

    private static Problem problem(Diagnostic<? extends JavaFileObject> it) {
        var source = it.getSource();
        var file = source == null ? "Workflow.java" : source.getName().substring(1);
        return new Problem(
                file, (int) Math.max(it.getLineNumber(), 0), it.getMessage(Locale.ROOT).strip());
    }

    private static int runLine(CompilationUnitTree unit, Trees trees) {
        var line = new int[1];
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                if (method.getName().contentEquals("run") && line[0] == 0) {
                    long start = trees.getSourcePositions().getStartPosition(unit, method);
                    line[0] = (int) unit.getLineMap().getLineNumber(start);
                }
                return null;
            }
        }.scan(unit, null);
        return unit.getSourceFile().getName().equals("/Workflow.java") ? line[0] : 0;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("source:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the classes that the compiler writes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String className,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            var uri = URI.create("class:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
                }
            };
        }

        Map<String, byte[]> bytes() {
            var bytes = new LinkedHashMap<String, byte[]>();
            classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
            return bytes;
        }
    }
}
