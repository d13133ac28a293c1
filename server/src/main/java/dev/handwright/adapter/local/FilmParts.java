package dev.handwright.adapter.local;

import dev.handwright.desktops.DisplaySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one film, a file beside it for each server that worked on it: {@code film.mp4.1},
 * {@code film.mp4.2}. All have the size of the first, or they could not be put together as they
 * are.
 */
record FilmParts(Path film) {
    private static final Logger LOG = LoggerFactory.getLogger(FilmParts.class);
    private static final Pattern SIZE = Pattern.compile("(?s).*?\\b(\\d{2,5}),(\\d{2,5})\\b.*");

    /** Where the next part goes. */
    Path next() throws IOException {
        var all = all();
        int last = all.isEmpty() ? 0 : number(all.getLast());
        return film.resolveSibling(film.getFileName() + "." + (last + 1));
    }

    /** Of the parts there are; empty where there is none that can be played. */
    Optional<DisplaySize> size() throws IOException {
        return all().stream().flatMap(it -> size(it).stream()).findFirst();
    }

    /**
     * Makes the film of its parts, which stay: until the film is kept elsewhere, a crash would lose
     * them. What was cut off plays to its last fragment; what cannot be played is left out.
     *
     * @param whole whether the last part is known to play
     * @return false where no part can be played
     */
    boolean join(boolean whole) throws IOException {
        var all = all();
        if (all.size() > 1 || !whole) {
            all = all.stream().filter(it -> size(it).isPresent()).toList();
        }
        if (all.isEmpty()) {
            return false;
        }
        if (all.size() == 1) {
            Files.deleteIfExists(film);
            Files.createLink(film, all.getFirst());
        } else {
            concatenate(all);
        }
        return true;
    }

    private void concatenate(List<Path> parts) throws IOException {
        var list = film.resolveSibling(film.getFileName() + ".list");
        try {
            Files.write(list, parts.stream().map(it -> "file " + it.getFileName()).toList());
            Command.run(
                    "/usr/bin/ffmpeg",
                    "-loglevel",
                    "fatal",
                    "-f",
                    "concat",
                    "-i",
                    "file:" + list.toAbsolutePath(),
                    "-c",
                    "copy",
                    "-y",
                    "-f",
                    "mp4",
                    "file:" + film.toAbsolutePath());
        } finally {
            Files.deleteIfExists(list);
        }
    }

    /** Removes every part; fine when there is none. */
    void delete() throws IOException {
        for (var part : all()) {
            Files.deleteIfExists(part);
        }
    }

    private List<Path> all() throws IOException {
        var found = new ArrayList<Path>();
        var name = Pattern.quote(film.getFileName().toString()) + "\\.[0-9]{1,9}";
        var folder = film.toAbsolutePath().resolveSibling("");
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (file.getFileName().toString().matches(name)) {
                    found.add(file);
                }
            }
        }
        found.sort(Comparator.comparingInt(FilmParts::number));
        return found;
    }

    private static int number(Path part) {
        var name = part.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    private static Optional<DisplaySize> size(Path part) {
        try {
            var answer =
                    Command.tryRun(
                            "/usr/bin/ffprobe",
                            "-loglevel",
                            "quiet",
                            "-show_entries",
                            "stream=width,height",
                            "-of",
                            "csv=p=0",
                            "file:" + part);
            var size = SIZE.matcher(answer.output());
            if (answer.exit() == 0 && size.matches()) {
                return Optional.of(
                        new DisplaySize(
                                Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("a part of a film cannot be played: {}", part, e);
        }
        return Optional.empty();
    }
}
