/**
 * Checks requests and answers against GitHub's own OpenAPI description, so that neither the loopback forge nor who talks
 * to it can drift from the real thing.
 *
 * <p>Needs {@code com.atlassian.oai:swagger-request-validator-core} on the class path, which this module leaves to tests.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.forge.openapi;

import org.jspecify.annotations.NullMarked;
