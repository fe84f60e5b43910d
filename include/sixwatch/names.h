/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything the BPF program counts by name: each list below makes one enum, and user space makes
 * the JSON name from the same line. Names stay once released. Zero means unset in every enum.
 */
#ifndef SIXWATCH_NAMES_H
#define SIXWATCH_NAMES_H

#define SW_ENUM(id, name, text) id,

/* Why a frame, or a message in it, was refused. It is counted as what it claims to be as well. */
#define SW_INVALID_LIST(X)                                                                         \
	X(SW_INVALID_NONE, "none", "valid")                                                        \
	X(SW_INVALID_TRUNCATED, "truncated", "ends within a header")                               \
	X(SW_INVALID_BAD_VERSION, "bad_version", "IP version does not match the EtherType")        \
	X(SW_INVALID_PAYLOAD_LENGTH, "payload_length", "IPv6 payload length beyond the frame")     \
	X(SW_INVALID_SOURCE_MAC, "source_mac", "source MAC is zero or has the group bit")          \
	X(SW_INVALID_SOURCE, "source", "source is multicast, loopback or v4-mapped")               \
	X(SW_INVALID_CHAIN_TOO_LONG, "chain_too_long", "more extension headers than are walked")   \
	X(SW_INVALID_CHAIN_SPLIT, "chain_split", "first fragment lacks the whole header chain")    \
	X(SW_INVALID_FRAGMENT_LENGTH, "fragment_length", "non-last fragment not a multiple of 8")  \
	X(SW_INVALID_FRAGMENT_OVERSIZE, "fragment_oversize", "fragment ends beyond 65535 bytes")   \
	X(SW_INVALID_FRAGMENT_OVERLAP, "fragment_overlap", "fragment overlaps an earlier one")     \
	X(SW_INVALID_ND_FRAGMENTED, "nd_fragmented", "ND message with a Fragment header")          \
	X(SW_INVALID_ND_LENGTH, "nd_length", "ND message shorter than its fixed part")             \
	X(SW_INVALID_HOP_LIMIT, "hop_limit", "ND message with a hop limit other than 255")         \
	X(SW_INVALID_CODE, "code", "ND message with a code other than 0")                          \
	X(SW_INVALID_CHECKSUM, "checksum", "ICMPv6 checksum is wrong")                             \
	X(SW_INVALID_OPTION_LENGTH, "option_length", "ND option of length 0 or past the end")      \
	X(SW_INVALID_SOURCE_NOT_LINK_LOCAL, "source_not_link_local",                               \
	  "RA or redirect from an address that is not link-local")                                 \
	X(SW_INVALID_TARGET_MULTICAST, "target_multicast", "ND target is a multicast address")     \
	X(SW_INVALID_DAD_DESTINATION, "dad_destination",                                           \
	  "NS from :: to something other than a solicited-node address")                           \
	X(SW_INVALID_DAD_SLLA, "dad_slla", "NS or RS from :: with a source link-layer option")     \
	X(SW_INVALID_NA_SOLICITED_MULTICAST, "na_solicited_multicast",                             \
	  "NA to a multicast destination with the solicited flag")                                 \
	X(SW_INVALID_REDIRECT_TARGET, "redirect_target",                                           \
	  "redirect target neither link-local nor the destination")                                \
	X(SW_INVALID_ARP, "arp", "ARP that is not Ethernet and IPv4")

/* What was seen but not fully used. None of these is the sender's fault. */
#define SW_LOST_LIST(X)                                                                            \
	X(SW_LOST_NONE, "none", "nothing")                                                         \
	X(SW_LOST_SNAPPED, "snapped", "cut short by the capture, so not looked into")              \
	X(SW_LOST_UNKNOWN_PORT, "unknown_port", "came in on a port that is being removed")         \
	X(SW_LOST_UNVERIFIED, "unverified", "ICMPv6 too long for its checksum to be verified")     \
	X(SW_LOST_RING_FULL, "ring_full", "record dropped: user space was too slow")               \
	X(SW_LOST_NEW_EVICTED, "new_evicted", "a not yet admitted address was displaced")          \
	X(SW_LOST_NOT_LEARNED, "not_learned", "new source past the budget of its port")            \
	X(SW_LOST_DATAGRAM_EVICTED, "datagram_evicted", "a datagram in pieces was displaced")      \
	X(SW_LOST_PEER_EVICTED, "peer_evicted", "a fragment peer was displaced")

/* Record classes; each (port, class) has its own token budget. */
#define SW_CLASS_LIST(X)                                                                           \
	X(SW_CLASS_NONE, "none", "no record")                                                      \
	X(SW_CLASS_NEW_ADDRESS, "new_address", "a source seen for the first time")                 \
	X(SW_CLASS_BINDING, "binding", "a known address with another MAC or port")                 \
	X(SW_CLASS_BINDING_NEW, "binding_new", "a not yet admitted address changed MAC or port")   \
	X(SW_CLASS_DAD, "dad", "duplicate address detection")                                      \
	X(SW_CLASS_NS_SILENT, "ns_silent", "NS for a target that is not known")                    \
	X(SW_CLASS_RA_KNOWN, "ra_known", "RA of a known address with new content")                 \
	X(SW_CLASS_RA_NEW, "ra_new", "RA of an address that is not known, new content")            \
	X(SW_CLASS_ND_INVALID, "nd_invalid", "ND refused by validation")                           \
	X(SW_CLASS_REDIRECT, "redirect", "ICMPv6 redirect")                                        \
	X(SW_CLASS_MLD_QUERY, "mld_query", "MLD query or MRD advertisement")                       \
	X(SW_CLASS_DHCPV6_CLIENT, "dhcpv6_client", "DHCPv6 from a client")                         \
	X(SW_CLASS_DHCPV6_SERVER, "dhcpv6_server", "DHCPv6 from a server or relay")                \
	X(SW_CLASS_ECHO_MULTICAST, "echo_multicast", "echo request to a multicast group")          \
	X(SW_CLASS_NAME, "name", "mDNS or LLMNR answer")                                           \
	X(SW_CLASS_ROUTING, "routing", "RIPng or Babel message")                                   \
	X(SW_CLASS_FRAGMENT, "fragment", "a fragment that breaks a rule")

/* Extension headers of the outermost packet (RFC 8200 section 4), as they are counted. */
#define SW_EXT_LIST(X)                                                                             \
	X(SW_EXT_HOP_BY_HOP, "hop_by_hop", "")                                                     \
	X(SW_EXT_DESTINATION, "destination", "")                                                   \
	X(SW_EXT_ROUTING, "routing", "")                                                           \
	X(SW_EXT_FRAGMENT, "fragment", "")                                                         \
	X(SW_EXT_AH, "ah", "")                                                                     \
	X(SW_EXT_ESP, "esp", "")

/* How an address was learned; a bit each (SW_LEARN_BIT). BPF never sets self and kernel. */
#define SW_LEARN_LIST(X)                                                                           \
	X(SW_LEARN_NONE, "none", "teaches nothing")                                                \
	X(SW_LEARN_NS, "ns", "source of a neighbour solicitation")                                 \
	X(SW_LEARN_NA, "na", "target of a neighbour advertisement")                                \
	X(SW_LEARN_DAD, "dad", "target of duplicate address detection")                            \
	X(SW_LEARN_RS, "rs", "source of a router solicitation")                                    \
	X(SW_LEARN_RA, "ra", "source of a router advertisement")                                   \
	X(SW_LEARN_MLD, "mld", "source of an MLD report")                                          \
	X(SW_LEARN_DHCPV6, "dhcpv6", "source of a DHCPv6 message")                                 \
	X(SW_LEARN_DATA, "data", "source of any other packet")                                     \
	X(SW_LEARN_ARP, "arp", "sender of an ARP packet")                                          \
	X(SW_LEARN_IPV4, "ipv4", "source of an IPv4 packet")                                       \
	X(SW_LEARN_ECHO, "echo", "source of an ICMPv6 echo reply")                                 \
	X(SW_LEARN_SELF, "self", "an address of this machine")                                     \
	X(SW_LEARN_KERNEL, "kernel", "in the kernel's neighbour table")

/* The distinct-count sketches of a port: sources that are not in the known table. */
#define SW_SKETCH_LIST(X)                                                                          \
	X(SW_SKETCH_RA, "ra", "router advertisements")                                             \
	X(SW_SKETCH_ND, "nd", "other neighbour discovery and MLD")                                 \
	X(SW_SKETCH_DATA, "data", "everything else")

enum sw_invalid { SW_INVALID_LIST(SW_ENUM) SW_INVALID_MAX };
enum sw_lost { SW_LOST_LIST(SW_ENUM) SW_LOST_MAX };
enum sw_class { SW_CLASS_LIST(SW_ENUM) SW_CLASS_MAX };
enum sw_ext { SW_EXT_LIST(SW_ENUM) SW_EXT_MAX };
enum sw_learn { SW_LEARN_LIST(SW_ENUM) SW_LEARN_MAX };
enum sw_sketch_kind { SW_SKETCH_LIST(SW_ENUM) SW_SKETCH_MAX };

#define SW_LEARN_BIT(learn) (1U << (learn))

#endif
