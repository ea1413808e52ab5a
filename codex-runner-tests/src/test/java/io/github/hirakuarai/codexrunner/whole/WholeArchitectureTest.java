package io.github.hirakuarai.codexrunner.whole;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import org.junit.jupiter.api.Test;

/** The rules that hold between the modules, with all of them on the class path. Those of core stand beside core. */
class WholeArchitectureTest {

    private static final String ROOT = "io.github.hirakuarai.codexrunner";
    private static final String[] PLUGINS = {ROOT + ".github..", ROOT + ".executor.."};

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void pluginsSeeModelSpiAndHelpersOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(PLUGINS)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + ".engine..",
                                ROOT + ".plugin..",
                                ROOT + ".intake..",
                                ROOT + ".branch..",
                                ROOT + ".disk..",
                                ROOT + ".archive..",
                                ROOT + ".ledger..",
                                ROOT + ".config..",
                                ROOT + ".state.."),
                "a plugin that reaches into the engine breaks when the engine changes, and could go around the fence");
    }

    @Test
    void theForgesPluginsKnowNoExecutorAndExecutorsKnowNoForge() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".github..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".executor.."),
                "either can be replaced without the other");
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".executor..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ROOT + ".github..", "java.net.http.."),
                "an executor has no business with the forge, and no way to its token");
    }

    @Test
    void executorsShareOnlyWhatEveryHostNeeds() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".executor.ssh..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".executor.local.."),
                "the way to the host is all that differs, and it differs in one place");
    }

    @Test
    void pluginsKeepTheirImplementationsToThemselves() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + ".github..")
                        .and()
                        .arePublic()
                        .should()
                        .beAssignableTo(PluginFactory.class),
                "public means promised, and a plugin promises its factory only");
    }

    @Test
    void theLoopbackForgeNeedsNoTestLibrary() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(ROOT + ".forge", ROOT + ".testkit.memory..", ROOT + ".testkit.scene..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.junit..", "org.assertj..", "com.atlassian.."),
                "the demo starts the forge from the command, where no test library is");
    }

    @Test
    void coreKnowsNoPlugin() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                ROOT + ".engine..",
                                ROOT + ".plugin..",
                                ROOT + ".intake..",
                                ROOT + ".branch..",
                                ROOT + ".disk..",
                                ROOT + ".archive..",
                                ROOT + ".brief..",
                                ROOT + ".spi..",
                                ROOT + ".model..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + ".github..", ROOT + ".executor..", ROOT + ".forge..", ROOT + ".testkit.."),
                "plugins are found, so that others can take their places");
    }

    private static void check(ArchRule rule, String reason) {
        rule.because(reason).check(ALL);
    }
}
