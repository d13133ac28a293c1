package dev.handwright.sdk.inside;

import java.util.Map;

/** Loads a workflow's classes from their bytes. */
final class Classes extends ClassLoader {
    private final Map<String, byte[]> files;

    /**
     * @param files by binary name
     */
    Classes(Map<String, byte[]> files) {
        super("workflow", Classes.class.getClassLoader());
        this.files = files;
    }

    /** The class Workflow, in whatever package. */
    Class<?> workflow() throws ClassNotFoundException {
        for (var name : files.keySet()) {
            if (name.equals("Workflow") || name.endsWith(".Workflow")) {
                return loadClass(name);
            }
        }
        throw new ClassNotFoundException("Workflow");
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = files.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
