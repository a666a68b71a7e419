export interface KeycloakOptions {
  /** The path of an export of a realm, which is imported. */
  readonly realm: string
  /** Variables of Keycloak, and those that the export names as `${NAME}`. */
  readonly env: Readonly<Record<string, string>>
}

/** A running Keycloak. */
export interface RunningKeycloak {
  /** Its address, `http://127.0.0.1:port`. */
  readonly url: string
  /** Stops it cleanly, and removes its folder. */
  stop(): Promise<void>
}

/**
 * Starts a real Keycloak for tests, in development mode, on loopback, in a temporary folder; it is downloaded from Maven
 * Central the first time.
 */
export declare const startKeycloak: (options: KeycloakOptions) => Promise<RunningKeycloak>
