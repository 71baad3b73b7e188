// SPDX-License-Identifier: EPL-2.0
package org.loadstar.javac;

import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Named;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.codehaus.plexus.compiler.javac.InProcessCompiler;
import org.codehaus.plexus.compiler.javac.JavacCompiler;
import org.codehaus.plexus.compiler.javac.JavaxToolsCompiler;

/**
 * Maven's javac, but for one thing: all modules share the class loader of its plug-ins. Else each
 * compilation loads and warms up Error Prone and NullAway again, which takes longer than their work
 * on a small module. Thread-safe.
 */
@Named("javac-shared-plugins")
public final class Javac extends JavacCompiler {
  /** By the processor path. Never closed: they end with the build. */
  private static final Map<List<File>, ClassLoader> LOADERS = new ConcurrentHashMap<>();

  private final InProcessCompiler compiler =
      new JavaxToolsCompiler() {
        @Override
        protected JavaCompiler newJavaCompiler() {
          return compiler(super.newJavaCompiler());
        }
      };

  @Override
  protected InProcessCompiler inProcessCompiler() {
    return compiler;
  }

  private static JavaCompiler compiler(JavaCompiler javac) {
    return proxy(
        JavaCompiler.class,
        (proxy, method, args) -> {
          Object result = method.invoke(javac, args);
          return result instanceof StandardJavaFileManager files ? files(files) : result;
        });
  }

  private static StandardJavaFileManager files(StandardJavaFileManager files) {
    return proxy(
        StandardJavaFileManager.class,
        (proxy, method, args) ->
            method.getName().equals("getClassLoader")
                    && args[0] == StandardLocation.ANNOTATION_PROCESSOR_PATH
                ? LOADERS.computeIfAbsent(path(files), path -> loader(files))
                : method.invoke(files, args));
  }

  private static List<File> path(StandardJavaFileManager files) {
    List<File> path = new ArrayList<>();
    files.getLocation(StandardLocation.ANNOTATION_PROCESSOR_PATH).forEach(path::add);
    return path;
  }

  /** One that javac cannot close, unlike its parent. */
  private static ClassLoader loader(StandardJavaFileManager files) {
    return new ClassLoader(files.getClassLoader(StandardLocation.ANNOTATION_PROCESSOR_PATH)) {};
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            Javac.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return handler.invoke(proxy, method, args);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }
}
