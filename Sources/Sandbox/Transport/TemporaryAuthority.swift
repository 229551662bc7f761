// SPDX-License-Identifier: MIT

import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority made for one run, and the server's certificate it issued.
final class TemporaryAuthority: Sendable {
    /// The authority's certificate as a PEM file.
    let certificatePath: String
    private let directory: String
    private let leafPEM: String
    private let leafKeyPEM: String

    init(host: String) throws {
        let caKey = P256.Signing.PrivateKey()
        let leafKey = P256.Signing.PrivateKey()
        let caName = try DistinguishedName { CommonName("render-sync sandbox CA") }
        let ca = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(caKey.publicKey),
            notValidBefore: Date() - 3600, notValidAfter: Date() + 86_400 * 30, issuer: caName, subject: caName,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: .init(caKey))
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leafKey.publicKey),
            notValidBefore: Date() - 3600, notValidAfter: Date() + 86_400 * 30, issuer: caName,
            subject: try DistinguishedName { CommonName("localhost") }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(
                    [
                        .dnsName("localhost"),
                        .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                        .ipAddress(ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 15) + [1])),
                    ] + ChatSystem.certifiedNames.map { .dnsName($0) })
            },
            issuerPrivateKey: .init(caKey))
        leafPEM = try leaf.serializeAsPEM().pemString
        leafKeyPEM = leafKey.pemRepresentation
        let folder = FileManager.default.temporaryDirectory.appending(path: "render-sync-sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        directory = folder.path(percentEncoded: false)
        certificatePath = folder.appending(path: "ca.pem").path(percentEncoded: false)
        try Data(try ca.serializeAsPEM().pemString.utf8).write(to: folder.appending(path: "ca.pem"))
    }

    func settings(http2: Bool) throws -> TLSSettings {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(leafPEM.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKeyPEM.utf8), format: .pem)))
        configuration.applicationProtocols = http2 ? ["h2", "http/1.1"] : ["http/1.1"]
        return TLSSettings(context: try NIOSSLContext(configuration: configuration))
    }

    func remove() {
        // A folder that is gone already is as it should be.
        try? FileManager.default.removeItem(atPath: directory)
    }
}
