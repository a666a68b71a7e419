export default async () => {
  await globalThis.stopTestEngine?.()
  delete globalThis.stopTestEngine
  delete process.env.DOCKER_HOST
}
