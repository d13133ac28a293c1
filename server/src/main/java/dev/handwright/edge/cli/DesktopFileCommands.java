package dev.handwright.edge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code handwright desktop files list|upload|download}, over HTTP. */
@Command(
        name = "files",
        description = "Files of a desktop's shared folder; its programs have it as ~/Shared.",
        mixinStandardHelpOptions = true)
final class DesktopFileCommands {
    private static final String DESKTOP = "DESKTOP_ID";
    private static final String WHICH = "As `desktop create` printed it.";

    private final Map<String, String> environment;
    private final OutputStream bytes;

    private DesktopFileCommands(Map<String, String> environment, OutputStream bytes) {
        this.environment = environment;
        this.bytes = bytes;
    }

    /**
     * @param bytes where {@code download --output -} writes
     */
    static CommandLine line(Map<String, String> environment, OutputStream bytes) {
        return new CommandLine(new DesktopFileCommands(environment, bytes));
    }

    /** Which folder of the shared folder is meant. */
    static final class FolderFlag {
        @Option(
                names = {"-p", "--path"},
                paramLabel = "FOLDER",
                description = "A folder of the shared folder, as in reports/2026.")
        String path = "";

        String query() {
            return path.isEmpty() ? "" : "?path=" + ApiClient.escape(path);
        }
    }

    @Command(
            name = "list",
            description = "List the files and folders of one folder.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ApiFlags flags,
            @Mixin FolderFlag folder,
            @Parameters(paramLabel = DESKTOP, description = WHICH) String desktop) {
        var answer = flags.client(environment).get(files(desktop) + folder.query());
        if (flags.isJson()) {
            flags.show(answer, "", "");
            return 0;
        }
        for (var file : ApiClient.rows(answer, "files")) {
            boolean isFolder = Boolean.TRUE.equals(file.get("is_dir"));
            var name = file.get("name") + (isFolder ? "/" : "");
            if (flags.plain()) {
                var size = isFolder ? "<DIR>" : String.valueOf(file.get("size"));
                flags.out().printf("%-40s %12s  %s%n", name, size, time(file.get("modified")));
            } else {
                flags.out().println(name);
            }
        }
        return 0;
    }

    @Command(
            name = "upload",
            description = {
                "Upload a file of this machine, up to 100 MiB.",
                "Folders that are missing are made; a file of that name is replaced."
            },
            mixinStandardHelpOptions = true)
    int upload(
            @Mixin ApiFlags flags,
            @Mixin FolderFlag folder,
            @Parameters(paramLabel = DESKTOP, description = WHICH) String desktop,
            @Parameters(paramLabel = "FILE", description = "Of this machine.") Path file,
            @Option(names = "--name", description = "Else the file's own name.")
                    @Nullable String name,
            @Option(names = "--content-type", description = "Else guessed from the name.")
                    @Nullable String contentType) {
        if (!Files.isRegularFile(file)) {
            throw new ApiClient.Failure(List.of("There is no file " + file + "."));
        }
        var wanted = name == null ? String.valueOf(file.getFileName()) : name;
        var path = files(desktop) + "/" + ApiClient.escape(wanted) + folder.query();
        var type = contentType == null ? guess(file) : contentType;
        var answer = flags.client(environment).upload(path, file, type);
        var saved = String.valueOf(answer.get("filename"));
        flags.show(answer, saved, "%s is uploaded, %s bytes.".formatted(saved, answer.get("size")));
        return 0;
    }

    @Command(name = "download", description = "Download one file.", mixinStandardHelpOptions = true)
    int download(
            @Mixin ApiFlags flags,
            @Mixin FolderFlag folder,
            @Parameters(paramLabel = DESKTOP, description = WHICH) String desktop,
            @Parameters(paramLabel = "NAME", description = "As `list` shows it.") String name,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Else its name, in this folder; - is standard output.")
                    @Nullable String output,
            @Option(
                            names = {"-f", "--force"},
                            description = "Overwrite a file that is there.")
                    boolean force) {
        var target = target(output, name);
        if (!"-".equals(output) && !force && Files.exists(target)) {
            throw exists(target);
        }
        var path = files(desktop) + "/" + ApiClient.escape(name) + folder.query();
        try (var body = flags.client(environment).open(path, "*/*")) {
            if ("-".equals(output)) {
                body.transferTo(bytes);
                bytes.flush();
            } else {
                save(body, target, force);
                flags.show(
                        Map.of("name", name, "output", target.toString()),
                        target.toString(),
                        "%s is downloaded to %s.".formatted(name, target));
            }
            return 0;
        } catch (IOException e) {
            throw new ApiClient.Failure(List.of("The download failed: " + e.getMessage()));
        }
    }

    /**
     * A name that would lead elsewhere, such as ../x, is refused by the server before it counts.
     */
    private static Path target(@Nullable String output, String name) {
        if (output == null) {
            return Path.of(name);
        }
        var path = Path.of(output);
        return Files.isDirectory(path) ? path.resolve(name) : path;
    }

    /** Whole or not at all: beside the target first, then in its place. */
    private static void save(InputStream body, Path target, boolean force) throws IOException {
        var folder = target.toAbsolutePath().getParent();
        var part = Files.createTempFile(folder, ".download", ".part");
        try {
            Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
            if (force) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(part, target);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ApiClient.Failure exists(Path target) {
        return new ApiClient.Failure(
                List.of(
                        target
                                + " is there already; --force overwrites it, --output names another."));
    }

    private static String files(String desktop) {
        return "/desktops/" + ApiClient.escape(desktop) + "/files";
    }

    private static String guess(Path file) {
        try {
            var type = Files.probeContentType(file);
            return type == null ? "application/octet-stream" : type;
        } catch (IOException e) {
            return "application/octet-stream";
        }
    }

    private static String time(@Nullable Object seconds) {
        return seconds instanceof Number number
                ? Instant.ofEpochSecond(number.longValue()).truncatedTo(ChronoUnit.SECONDS) + ""
                : "";
    }
}
