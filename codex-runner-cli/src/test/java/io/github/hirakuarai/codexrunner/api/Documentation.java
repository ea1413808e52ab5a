package io.github.hirakuarai.codexrunner.api;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds what is promised in a source and not described there. */
final class Documentation {

    private Documentation() {}

    /** What is missing in the sources of a package, a line each. */
    static List<String> missing(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> missing = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(folder)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(
                            sources.filter(file -> file.toString().endsWith(".java"))
                                    .toList()));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Looking(comments, missing).scan(unit, null);
            }
        }
        return missing;
    }

    private static final class Looking extends TreePathScanner<Void, Void> {

        private final DocTrees comments;
        private final List<String> missing;

        Looking(DocTrees comments, List<String> missing) {
            this.comments = comments;
            this.missing = missing;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isPromised(type.getModifiers())) {
                return null;
            }
            require(type.getSimpleName().toString());
            if (type.getKind() == Tree.Kind.RECORD) {
                String comment = String.valueOf(comments.getDocComment(getCurrentPath()));
                for (Tree member : type.getMembers()) {
                    if (member instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC)
                            && !comment.contains("@param " + field.getName() + " ")) {
                        missing.add(type.getSimpleName() + ": @param " + field.getName());
                    }
                }
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            boolean canonical = owner().getKind() == Tree.Kind.RECORD
                    && method.getReturnType() == null
                    && method.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    && comments.getDocComment(getCurrentPath()) == null
                    && isCompact(method);
            if (isPromised(method.getModifiers()) && !overrides && !canonical) {
                require(owner().getSimpleName() + "." + method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            boolean component = owner().getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            if (!component && isPromised(field.getModifiers())) {
                require(owner().getSimpleName() + "." + field.getName());
            }
            return null;
        }

        /** A compact constructor checks what the record's comment says of its components. */
        private boolean isCompact(MethodTree method) {
            return method.toString().indexOf('(') >= 0 && method.getParameters().size() == components();
        }

        private long components() {
            return owner().getMembers().stream()
                    .filter(member -> member instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
        }

        private boolean isPromised(ModifiersTree modifiers) {
            boolean inInterface = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                    && owner.getKind() == Tree.Kind.INTERFACE;
            return (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE))
                    || modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED);
        }

        private ClassTree owner() {
            for (TreePath path = getCurrentPath().getParentPath(); path != null; path = path.getParentPath()) {
                if (path.getLeaf() instanceof ClassTree owner) {
                    return owner;
                }
            }
            throw new IllegalStateException("a member of nothing");
        }

        private void require(String name) {
            if (comments.getDocComment(getCurrentPath()) == null) {
                missing.add(name);
            }
        }
    }
}
