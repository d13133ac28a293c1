package dev.handwright.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The program of this build as processes of its own, all in one folder: {@code run} is the
 * launcher's, and what each says is in {@code NAME.log}.
 *
 * @param settings {@code section.key} to value; the launcher's bounds of users are for all
 */
public record ProgramProcess(Path folder, Map<String, String> settings) {
    /**
     * @param jvm further options of the JVM
     */
    public Process start(String name, List<String> jvm, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(StartCache.jvm());
        command.addAll(jvm);
        command.add("dev.handwright.Main");
        command.addAll(arguments);
        var builder =
                new ProcessBuilder(command)
                        .directory(ExampleProgram.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve(name + ".log").toFile()));
        var environment = builder.environment();
        environment.put("HANDWRIGHT_LAUNCHER__SERVER_USER", "root");
        environment.put("HANDWRIGHT_STORAGE__RUNTIME", folder.resolve("run").toString());
        environment.put(
                "HANDWRIGHT_SANDBOXES__PYTHON_LIBRARIES",
                ExampleProgram.root().resolve("build/python").toString());
        for (var bound : List.of("uid_first", "uid_last")) {
            var value = settings.get("launcher." + bound);
            if (value != null) {
                environment.put("HANDWRIGHT_LAUNCHER__" + bound.toUpperCase(Locale.ROOT), value);
            }
        }
        return builder.start();
    }

    /** Of the program and its tests. */
    static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
