package dev.handwright.adapter.local;

import dev.handwright.tools.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An object of a page is dragged and dropped as HTML has it. */
@Tag("check")
@Timeout(120)
final class DragAndDropIT {
    private static final String PAGE =
            """
            <style>div { position: fixed; top: 0; width: 50vw; height: 100vh }</style>
            <div id=object draggable=true style="left: 0; background: blue"></div>
            <div id=place style="right: 0; background: gray"></div>
            <script>
            object.ondragstart = e => e.dataTransfer.setData('text/plain', 'parcel');
            place.ondragover = e => e.preventDefault();
            place.ondrop = e => {
                e.preventDefault();
                report('got ' + e.dataTransfer.getData('text/plain'));
            };
            report('loaded');
            </script>
            """;

    @Test
    void whatIsDraggedArrivesWhereItIsDropped() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", PAGE);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofSeconds(1));

            var from = Optional.of(new Action.Point(200, 500));
            var to = List.of(new Action.Point(800, 400));
            desktop.tools.perform(new Action.Drag(from, to, List.of()));

            pages.await("got parcel");
        }
    }
}
