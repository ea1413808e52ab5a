package io.github.hirakuarai.codexrunner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.hirakuarai.codexrunner.model.Brief;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.github.hirakuarai.codexrunner";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theModelSeesTheJdkOnly() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + ".model")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".model"),
                "everybody speaks in it, so it must drag nothing along");
    }

    @Test
    void pluginInterfacesSeeTheModelOnly() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + ".spi")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".model", ROOT + ".spi"),
                "a plugin compiled today has to run tomorrow, whatever becomes of the rest");
    }

    @Test
    void nobodyReachesBackIntoTheEngine() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".engine")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".engine"),
                "data flows one way, and the engine stands at its end");
    }

    @Test
    void packagesHaveNoCycles() {
        check(
                slices().matching(ROOT + ".(*)..").should().beFreeOfCycles(),
                "two packages that need each other are one package with two names");
    }

    @Test
    void onlyTheReaderOfBriefsMakesOne() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".brief", ROOT + ".model")
                        .should()
                        .callConstructorWhere(com.tngtech.archunit.base.DescribedPredicate.describe(
                                "of Brief", call -> call.getTargetOwner().isEquivalentTo(Brief.class))),
                "later stages check no shapes, because what they get has passed the validator");
    }

    @Test
    void parsingNeedsNoGitAndNoForge() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(ROOT + ".brief", ROOT + ".yaml", ROOT + ".publish", ROOT + ".state")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.eclipse.jgit..", "java.net.http..", ROOT + ".git", ROOT + ".ledger"),
                "others embed the parser, with nothing else started");
    }

    @Test
    void timeIsGivenIn() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".engine.Runner$Builder")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".engine.RunnerStart$Surrounded")
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(Clock.class, "systemUTC")
                        .orShould()
                        .callMethod(Clock.class, "system", java.time.ZoneId.class),
                "a test that cannot hold the clock cannot prove a lease");
    }

    @Test
    void nothingSleepsAndNothingEndsTheProcess() {
        check(
                noClasses()
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Throwable.class, "printStackTrace"),
                "an embedder's threads, process and standard error are its own");
    }

    private static void check(ArchRule rule, String reason) {
        rule.because(reason).check(CORE);
    }
}
