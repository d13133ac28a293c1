package dev.handwright.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** docs/reference/java-sdk.md is made from the sources of this package, and says what they say. */
final class ReferenceTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/handwright/sdk");
    private static final Path FILE = Path.of("../../docs/reference/java-sdk.md");

    /** What Java programs may always leave out. */
    private static final List<String> EVERYBODYS = List.of("toString", "equals", "hashCode");

    private static final String INTRODUCTION =
            """
            # Java SDK

            What a workflow sees in `dev.handwright.sdk`, made from its code by `ReferenceTest`, which also
            holds it true. How it is used: [Write a workflow](../guides/write-a-workflow.md#the-same-in-java).
            """;

    private final List<String> undocumented = new ArrayList<>();

    @Test
    void theReferenceIsUpToDate() throws IOException {
        var written = render();
        assertThat(undocumented).as("without a sentence").isEmpty();
        var draft = Files.createTempFile("java-sdk", ".md");
        Files.writeString(draft, written);
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
                .as("docs/reference/java-sdk.md is not what the code says; copy " + draft)
                .isEqualTo(written);
        Files.delete(draft);
    }

    private String render() throws IOException {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (var manager = compiler.getStandardFileManager(null, Locale.ROOT, null);
                var list = Files.list(SOURCES)) {
            var files = list.filter(it -> it.toString().endsWith(".java")).sorted().toList();
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, List.of(), null, sources);
            var text = new StringBuilder(INTRODUCTION);
            var trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                for (var type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree it && isPublic(it.getModifiers().getFlags())) {
                        write(text, new Place(trees, unit), new TreePath(new TreePath(unit), it));
                    }
                }
            }
            return text.toString();
        }
    }

    private record Place(DocTrees trees, CompilationUnitTree unit) {}

    private void write(StringBuilder text, Place place, TreePath path) {
        var type = (ClassTree) path.getLeaf();
        text.append("\n## ").append(type.getSimpleName()).append("\n\n");
        text.append(comment(place, path)).append('\n');
        if (type.getKind() == Tree.Kind.RECORD) {
            text.append("\n- `record ").append(type.getSimpleName()).append(components(type));
            text.append("`\n");
        }
        if (type.getExtendsClause() != null) {
            text.append("\nIs a `").append(type.getExtendsClause()).append("`.\n");
        }
        for (var member : type.getMembers()) {
            var inside = new TreePath(path, member);
            if (member instanceof MethodTree method
                    && isPublic(method.getModifiers().getFlags())
                    && !EVERYBODYS.contains(method.getName().toString())) {
                entry(text, place, inside, signature(type, method));
            } else if (member instanceof ClassTree nested
                    && nested.getKind() == Tree.Kind.ENUM
                    && isPublic(nested.getModifiers().getFlags())) {
                entry(text, place, inside, "enum " + nested.getSimpleName() + constants(nested));
            }
        }
    }

    private void entry(StringBuilder text, Place place, TreePath path, String signature) {
        var comment = comment(place, path).replace("\n", "\n  ").replace("\n  \n", "\n\n");
        text.append("\n- `").append(signature).append("`\n");
        if (!comment.isEmpty()) {
            text.append("\n  ").append(comment).append('\n');
        }
    }

    private static boolean isPublic(java.util.Set<Modifier> modifiers) {
        return modifiers.contains(Modifier.PUBLIC);
    }

    private static String signature(ClassTree type, MethodTree method) {
        var parameters =
                method.getParameters().stream()
                        .map(it -> plain(it.getType()) + " " + it.getName())
                        .collect(Collectors.joining(", ", "(", ")"));
        var result = method.getReturnType();
        if (result == null) {
            return "new " + type.getSimpleName() + parameters;
        }
        var generic =
                method.getTypeParameters().isEmpty()
                        ? ""
                        : method.getTypeParameters().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(", ", "<", "> "));
        return generic + plain(result) + " " + method.getName() + parameters;
    }

    private static String plain(Tree type) {
        return type.toString().replaceAll("@Nullable\\(?\\)? ?", "");
    }

    private static String constants(ClassTree type) {
        return fields(type)
                .filter(it -> String.valueOf(it.getType()).contentEquals(type.getSimpleName()))
                .map(it -> it.getName().toString())
                .collect(Collectors.joining(", ", " { ", " }"));
    }

    private static String components(ClassTree type) {
        return fields(type)
                .filter(it -> !it.getModifiers().getFlags().contains(Modifier.STATIC))
                .map(it -> it.getType() + " " + it.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Stream<VariableTree> fields(ClassTree type) {
        return type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast);
    }

    /** As Markdown; its block tags each on a line. */
    private String comment(Place place, TreePath path) {
        DocCommentTree comment = place.trees.getDocCommentTree(path);
        if (comment == null) {
            if (path.getLeaf() instanceof ClassTree type && type.getKind() != Tree.Kind.ENUM) {
                undocumented.add(type.getSimpleName().toString());
            }
            return "";
        }
        var body =
                markdown(
                        String.valueOf(
                                comment.getFullBody().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining())));
        var tags =
                comment.getBlockTags().stream()
                        .map(it ->
                                "\n\n`"
                                        + it.toString().split(" ")[0]
                                        + "` "
                                        + markdown(
                                                it.toString()
                                                        .substring(it.toString().indexOf(' ') + 1)))
                        .collect(Collectors.joining());
        return body + tags;
    }

    private static String markdown(String text) {
        return text.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("(\\w)#(\\w)", "$1.$2")
                .replaceAll("\\s*\n\\s*", "\n");
    }
}
