package dev.handwright.desktops;

import dev.handwright.desktops.Drive.DriveRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A folder of a desktop's shared folder: the names on the way to it, none for itself. */
public record SharedPath(List<FileName> names) {
    public static final SharedPath ROOT = new SharedPath(List.of());

    private static final int DEEPEST = 64;
    private static final int LONGEST = 4000;

    public SharedPath {
        names = List.copyOf(names);
    }

    /**
     * Reads {@code a/b}.
     *
     * @throws DriveRefused for what is no relative path of at most 64 good names and 4000
     *     characters, with the reason
     */
    public static SharedPath of(String path) throws DriveRefused {
        if (path.startsWith("/")) {
            throw invalid("must be relative, without a leading /");
        }
        var segments = path.split("/", -1);
        if (path.length() > LONGEST || segments.length > DEEPEST) {
            throw invalid(
                    "must have at most %d characters and %d folders".formatted(LONGEST, DEEPEST));
        }
        var names = new ArrayList<FileName>();
        for (var segment : segments) {
            var wrong = FileName.wrong(segment);
            if (!wrong.isEmpty()) {
                throw invalid("has a segment that " + wrong);
            }
            names.add(new FileName(segment));
        }
        return new SharedPath(names);
    }

    private static DriveRefused invalid(String reason) {
        return new DriveRefused(Drive.Why.INVALID, reason);
    }

    /** {@code a/b}; empty for the shared folder itself. */
    @Override
    public String toString() {
        return names.stream().map(FileName::value).collect(Collectors.joining("/"));
    }
}
