package dev.handwright.adapter.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up; a test gives its own answers. */
public interface Names {
    /** All addresses of a name, or the one of a literal; blocks. */
    List<InetAddress> lookUp(String host) throws UnknownHostException;

    /** The system's resolver. */
    static Names system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
