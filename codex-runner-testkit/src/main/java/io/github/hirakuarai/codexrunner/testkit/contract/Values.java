package io.github.hirakuarai.codexrunner.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.AnnotationSupport;

/** The values of a requirement's parameter, of which a class with {@link Part} tries some. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Values.Provider.class)
@interface Values {

    String[] value();

    /** Gives each class its part. */
    final class Provider extends AnnotationBasedArgumentsProvider<Values> {

        @Override
        protected Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, Values values) {
            Part part = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Part.class)
                    .filter(found -> !"all".equals(System.getProperty("parts")))
                    .orElse(null);
            return IntStream.range(0, values.value().length)
                    .filter(index -> part == null || index % part.of() == part.number() - 1)
                    .mapToObj(index -> Arguments.of(values.value()[index]));
        }
    }
}
