/** A web application that runs briefs in the background. */
package io.github.hirakuarai.codexrunner.examples.boot4;
