package dev.handwright.desktops;

import dev.handwright.nodes.Node;
import dev.handwright.workspaces.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps which desktops workspaces have made, so that a later server finds them again. */
public interface DesktopStore {
    /** Endings that are kept; the oldest go. */
    int MOST_ENDINGS = 1000;

    /** Those of this node, oldest first. */
    List<OwnedDesktop> living();

    /** Of all nodes. */
    Set<Desktop.Id> ids();

    /** What a workspace has on other nodes, oldest first. */
    List<OwnedDesktop> elsewhere(Workspace.Id workspace);

    /** The other node that a desktop of a workspace or of a run lives on. */
    Optional<Node.Id> elsewhere(Desktop.Id id);

    void add(OwnedDesktop desktop);

    /** Replaces the name and its time; fine where it is gone. */
    void rename(OwnedDesktop desktop);

    /** Forgets it and all that is kept about it; fine to repeat. */
    void remove(Desktop.Id id);

    /** Replaces the ending of the same desktop. */
    void add(Ending ending);

    Optional<Ending> ending(Desktop.Id id);
}
