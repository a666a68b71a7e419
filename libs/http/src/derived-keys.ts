import { hkdfSync } from 'node:crypto'

/** Derives further keys of a service from the key of the deployment. An abstract class, because Nest injects it by this token. */
export abstract class DerivedKeys {
  /**
   * 32 bytes that nobody outside the deployment computes: the same in each of its processes, and after each restart.
   * @param purpose what the key is for: another key for each purpose. It is part of what is made with the key: never change it.
   */
  abstract of(purpose: string): Buffer
}

/** @param digestKey the deployment's key, with which every service has proved that it belongs to this deployment */
export const derivedKeys = (digestKey: Uint8Array): DerivedKeys => ({
  of: (purpose) => Buffer.from(hkdfSync('sha256', digestKey, '', `case-timeline: ${purpose}`, 32)),
})
