import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { namespaceManifest } from './own-namespace.ts'
import { imagesPod, IMAGES_LABELS, LOAD_POD, loadObjects } from './pod-manifests.ts'
import { areReady, haveSucceeded } from './pod-status.ts'
import { modulesOf } from './program-modules.ts'
import { connectionRefusal, Refusal } from './refusals.ts'
import { release, releasedImages } from './release.ts'
import { APP, BACKING, backingValues, IDENTITY, ISSUER, POSTGRES } from './release-values.ts'
import { type Run, untilPods } from './run.ts'
import { type Provided, serverSecrets, serviceSecrets } from './secret-manifests.ts'
import { serverCertificate } from './server-certificate.ts'
import { tokenIssuer } from './token-issuer.ts'

const PROGRAMS = ['cluster/identity-server.js', 'cluster/load-process.js']
const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')

/** @throws Refusal if there is no cluster, or it does not permit this */
export const createNamespace = async (run: Run): Promise<void> => {
  const { cluster, namespace } = run
  const context = await cluster.tryKubectl(['config', 'current-context'])
  if (context.code !== 0) throw connectionRefusal(context.err)
  // One request, whose refusal says more than that of a manifest, for which kubectl first reads the schemas of the server.
  const tried = await cluster.tryKubectl(['create', 'namespace', namespace.name, '--dry-run=server', '--request-timeout=20s'])
  if (tried.code !== 0) throw connectionRefusal(tried.err)
  run.mayExist = true
  await cluster.create(namespaceManifest(namespace))
}

/** @throws Refusal if an image cannot be pulled */
export const pullImages = async (run: Run): Promise<void> => {
  await run.cluster.create(imagesPod(await releasedImages(run)))
  await untilPods(run, labelsOf(IMAGES_LABELS), haveSucceeded)
  await run.cluster.kubectl(['delete', 'pod', 'images', '--wait=false'])
}

export const startServers = async (run: Run): Promise<void> => {
  const { cluster, settings, root, path, signal, password } = run
  const certificate = await serverCertificate([POSTGRES, IDENTITY], path, signal)
  await cluster.create(...serverSecrets(password, certificate))
  const args = ['upgrade', '--install', BACKING, join(root, 'helm/case-timeline-backing'), '--values', '-']
  await cluster.helm(args, JSON.stringify(backingValues(settings)))
  await untilPods(run, `app.kubernetes.io/instance=${BACKING}`, areReady)
}

/** Starts the pod of the load, and makes the databases from there. */
export const provideDatabases = async (run: Run): Promise<void> => {
  const { cluster, settings, root } = run
  const issuer = tokenIssuer(ISSUER, settings.minutes * 60)
  run.tokenOf = issuer.tokenFor
  const compiled = join(root, 'libs/crash-tests/dist')
  const modules = modulesOf(PROGRAMS, (file) => readFileSync(join(compiled, file), 'utf8'))
  const casectl = (await releasedImages(run)).find(({ image }) => /\/casectl[:@]/.test(image))
  if (!casectl) throw new Refusal('The chart names no image of casectl: correct its values.')
  await cluster.create(...loadObjects(casectl, modules, issuer.keys))
  await cluster.kubectl(['wait', '--for=condition=Ready', `pod/${LOAD_POD}`, '--timeout=120s'])
  const casectlProgram = ['node', '/app/services/casectl/dist/main.js']
  const output = await cluster.kubectl(['exec', LOAD_POD, '--', ...casectlProgram, '--json', 'provide', '--deployment', 'cluster-test'])
  run.provided = JSON.parse(output) as Provided
  await cluster.create(...serviceSecrets(run.provided))
}

export const install = (run: Run): Promise<void> => release(run, {})

export const testRelease = async ({ cluster }: Run): Promise<void> => {
  const { code, out, err } = await cluster.tryHelm(['test', APP, '--timeout', '5m'])
  if (code === 0) return
  const logs = await cluster.tryKubectl(['logs', `${APP}-test`])
  throw new Error(`helm test: ${err.trim()} ${logs.out.trim() || out.trim()}`)
}
