package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.desktops.Drive;
import dev.handwright.desktops.Drive.DriveRefused;
import dev.handwright.desktops.FileName;
import dev.handwright.desktops.SharedPath;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a desktop's shared folder: list, upload, download, delete. Bytes go through as they
 * come, 64 KiB at a time, and are never held.
 */
public final class FileRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);
    private static final Access USE = Access.key(KeyScope.DESKTOPS);
    private static final ByteSize LARGEST = ByteSize.mebibytes(100);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MICROSECONDS = 6;

    private final Drives drives;
    private final Duration uploadTime;

    /** Finds the files of the desktop that a request names. */
    public interface Drives {
        /**
         * @throws Problem 404 when there is no such desktop
         */
        Drive of(Request request);
    }

    /**
     * @param uploadTime most that one upload may take
     */
    public FileRoutes(Drives drives, Duration uploadTime) {
        this.drives = drives;
        this.uploadTime = uploadTime;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/desktops/{id}/files", USE, this::list),
                Route.post("/desktops/{id}/files/{name}", USE, this::upload),
                Route.get("/desktops/{id}/files/{name}", USE, this::download),
                Route.delete("/desktops/{id}/files/{name}", USE, this::delete));
    }

    private Reply list(Request request) throws IOException {
        var drive = drives.of(request);
        var folder = folder(request);
        var files = use(request, () -> drive.list(folder)).stream().map(FileRoutes::view).toList();
        return Reply.json(200, Map.of("files", files));
    }

    private static Map<String, Object> view(Drive.Entry entry) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", entry.name());
        view.put("size", entry.size());
        view.put(
                "modified",
                new BigDecimal(entry.modified()).setScale(MICROSECONDS, RoundingMode.HALF_UP));
        if (entry.isFolder()) {
            view.put("is_dir", true);
        }
        return view;
    }

    private Reply upload(Request request) throws IOException {
        try (var body = new UploadBody(request, LARGEST, uploadTime)) {
            var drive = drives.of(request);
            var name = name(request);
            var folder = folder(request);
            long size = use(request, () -> drive.write(folder, name, body, body.announced()));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("success", true);
            answer.put("size", size);
            answer.put("filename", name.value());
            return Reply.json(200, answer);
        }
    }

    private Reply download(Request request) throws IOException {
        var drive = drives.of(request);
        var name = name(request);
        var folder = folder(request);
        var file = use(request, () -> drive.open(folder, name));
        return Reply.stream(200, "application/octet-stream", file.size(), file::copyTo)
                .closing(file)
                .with("Content-Disposition", Attachment.named(name.value()))
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "default-src 'none'; sandbox")
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "private, no-cache");
    }

    private Reply delete(Request request) throws IOException {
        var drive = drives.of(request);
        var name = name(request);
        var folder = folder(request);
        use(
                request,
                () -> {
                    drive.remove(folder, name);
                    return name;
                });
        return Reply.noContent();
    }

    private interface Work<T> {
        T run() throws IOException, DriveRefused;
    }

    private <T> T use(Request request, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (DriveRefused e) {
            throw problem(e);
        } catch (ClientGone e) {
            throw e;
        } catch (IOException e) {
            drives.of(request); // 404 where it was deleted meanwhile
            LOG.warn("a desktop's files cannot be reached", e);
            throw Problem.unavailable(
                    "The desktop's files cannot be reached now; try again.", RETRY_AFTER);
        }
    }

    private static Problem problem(DriveRefused refused) {
        var text = sentence(String.valueOf(refused.getMessage()));
        return switch (refused.why()) {
            case INVALID -> Problem.badRequest(text);
            case MISSING -> Problem.notFound(text);
            case CONFLICT -> Problem.conflict(text);
            case FULL -> Problem.of(507, "Insufficient storage", text);
        };
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    /** The path's last segment, read by ourselves: an escaped slash is a part of it. */
    private static FileName name(Request request) {
        var segments = request.rawPath().split("/");
        var name = Escapes.inPath(segments[segments.length - 1]);
        try {
            return FileName.of(name);
        } catch (DriveRefused e) {
            throw Problem.badRequest("The file's name " + e.getMessage() + ".");
        }
    }

    private static SharedPath folder(Request request) {
        var path = request.query("path");
        if (path.filter(it -> !it.isEmpty()).isEmpty()) {
            return SharedPath.ROOT;
        }
        try {
            return SharedPath.of(path.get());
        } catch (DriveRefused e) {
            throw Problem.badRequest(
                    "The query parameter 'path' %s; as in 'reports/2026'."
                            .formatted(e.getMessage()));
        }
    }
}
