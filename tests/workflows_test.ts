import assert from "node:assert/strict";

const WORKFLOWS = [".github/workflows/ci.yml", ".github/workflows/release.yml"];

for (const path of WORKFLOWS) {
  Deno.test(`${path} pins its actions by commit, and may read alone unless it says so`, async () => {
    const lines = (await Deno.readTextFile(path)).split("\n");
    const uses = lines.filter((line) => line.includes("uses:"));
    const grants = lines.filter((line) => line.trimEnd().endsWith(": write"));

    assert.ok(uses.length > 0);
    for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    assert.ok(lines.join("\n").includes("\npermissions:\n  contents: read\n"));
    assert.deepEqual(
      new Set(grants.map((line) => line.trim())),
      new Set(path.includes("release") ? ["id-token: write"] : []),
    );
  });
}

Deno.test("the workflows, .ci/run and README run one version of Deno", async () => {
  const texts = await Promise.all(
    [...WORKFLOWS, ".ci/run", "README.md", "CONTRIBUTING.md"].map((path) => Deno.readTextFile(path)),
  );
  const versions = texts.flatMap((text) => [...text.matchAll(/\bdeno@([\d.]+\d)/g)].map(([, version]) => version));

  assert.deepEqual(new Set(versions), new Set([Deno.version.deno]));
});
