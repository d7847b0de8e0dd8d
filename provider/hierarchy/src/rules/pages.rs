//! The pages of documentation and the tools that rules are from, each once.

use super::source::Page;

/// A page below an address of Microsoft's documentation.
macro_rules! documentation {
    ($folder:literal: $($name:ident = $title:literal, $page:literal;)+) => {$(
        pub(super) const $name: Page =
            Page { title: $title, address: concat!("https://learn.microsoft.com/", $folder, $page) };
    )+};
}

// Software updates.
documentation! {
    "intune/configmgr/sum/":
    INSTALL = "Install and configure a software update point", "get-started/install-a-software-update-point";
    PLAN = "Plan for software updates", "plan-design/plan-for-software-updates";
    PREREQUISITES = "Prerequisites for software updates", "plan-design/prerequisites-for-software-updates";
    BEST_PRACTICES = "Best practices for software updates", "plan-design/software-updates-best-practices";
    INTRODUCTION = "Introduction to software updates", "understand/software-updates-introduction";
    CLASSIFICATIONS = "Configure classifications and products", "get-started/configure-classifications-and-products";
    SYNCHRONIZE = "Synchronize software updates", "get-started/synchronize-software-updates";
    SSL = "Configure a software update point to use TLS/SSL with a PKI certificate",
        "get-started/software-update-point-ssl";
    MAINTENANCE = "Software updates maintenance", "deploy-use/software-updates-maintenance";
    THIRD_PARTY = "Enable third-party updates", "deploy-use/third-party-software-updates";
    DELIVERY = "Optimize Windows update delivery", "deploy-use/optimize-windows-10-update-delivery";
}

// Sites and servers.
documentation! {
    "intune/configmgr/core/":
    PREPARE = "Prepare to install sites", "servers/deploy/install/prepare-to-install-sites";
    SETUP_WIZARD = "Use the setup wizard to install a central administration or primary site",
        "servers/deploy/install/setup-wizard-central-primary";
    SETUP_WIZARD_SECONDARY = "Use the setup wizard to install a secondary site",
        "servers/deploy/install/setup-wizard-secondary";
    CHECKS = "List of prerequisite checks", "servers/deploy/install/list-of-prerequisite-checks";
    EXPANDING = "Prerequisites for installing sites", "servers/deploy/install/prerequisites-for-installing-sites";
    UNINSTALL = "Uninstall roles, sites, and hierarchies", "servers/deploy/install/uninstall-sites-and-hierarchies";
    REMOVE_CAS = "Remove the central administration site",
        "servers/deploy/install/remove-central-administration-site";
    ADD_ROLES = "Add site system roles", "servers/deploy/configure/add-site-system-roles";
    INSTALL_ROLES = "Install site system roles", "servers/deploy/configure/install-site-system-roles";
    SERVICING = "Updates and servicing", "servers/manage/updates";
    DESIGN = "Design a hierarchy of sites", "plan-design/hierarchy/design-a-hierarchy-of-sites";
    SITE_SYSTEMS = "Plan for site system servers and site system roles",
        "plan-design/hierarchy/plan-for-site-system-servers-and-site-system-roles";
    ACCOUNTS = "Accounts used in Configuration Manager", "plan-design/hierarchy/accounts";
    PORTS = "Ports used in Configuration Manager", "plan-design/hierarchy/ports";
    INTEROPERABILITY = "Interoperability between different versions",
        "plan-design/hierarchy/interoperability-between-different-versions";
    PKI = "PKI certificate requirements", "plan-design/network/pki-certificate-requirements";
    SIZE = "Size and scale numbers", "plan-design/configs/size-and-scale-numbers";
    SITE_PREREQUISITES = "Site and site system prerequisites",
        "plan-design/configs/site-and-site-system-prerequisites";
    SERVERS = "Supported operating systems for site system servers",
        "plan-design/configs/supported-operating-systems-for-site-system-servers";
    CLIENTS = "Supported OS versions for clients and devices",
        "plan-design/configs/supported-operating-systems-for-clients-and-devices";
    NEW_IN_2103 = "What's new in version 2103", "plan-design/changes/whats-new-in-version-2103";
    CLIENT_SETTINGS = "About client settings", "clients/deploy/about-client-settings";
    CMG_SETUP = "Set up CMG", "clients/manage/cmg/setup-cloud-management-gateway";
    CMG_DATA_FLOW = "Data flow for CMG", "clients/manage/cmg/data-flow";
}

// The software development kit.
documentation! {
    "intune/configmgr/develop/":
    SYNC_SDK = "About Synchronizing the Software Update Point", "sum/about-synchronizing-the-software-update-point";
    SMS_SITE = "SMS_Site Server WMI Class", "reference/core/servers/configure/sms_site-server-wmi-class";
    VERIFY_NO_LOOPS = "VerifyNoLoops Method in Class SMS_Site",
        "reference/core/servers/configure/verifynoloops-method-in-class-sms_site";
    RECUR_INTERVAL = "SMS_ST_RecurInterval Server WMI Class",
        "reference/core/servers/configure/sms_st_recurinterval-server-wmi-class";
    RECUR_WEEKLY = "SMS_ST_RecurWeekly Server WMI Class",
        "reference/core/servers/configure/sms_st_recurweekly-server-wmi-class";
    RECUR_MONTHLY_BY_DATE = "SMS_ST_RecurMonthlyByDate Server WMI Class",
        "reference/core/servers/configure/sms_st_recurmonthlybydate-server-wmi-class";
    RECUR_MONTHLY_BY_WEEKDAY = "SMS_ST_RecurMonthlyByWeekday Server WMI Class",
        "reference/core/servers/configure/sms_st_recurmonthlybyweekday-server-wmi-class";
}

// Support articles.
documentation! {
    "troubleshoot/mem/configmgr/update-management/":
    SHARED_DATABASE = "Implement a shared SUSDB for Configuration Manager software update points",
        "wsus-configure-shared-database";
    SUP_INSTALLATION = "Software update point installation and configuration",
        "software-update-point-installation-configuration";
    TRACK = "Track the software update synchronization process", "track-software-update-synchronization";
}

// Cmdlets.
documentation! {
    "powershell/module/configurationmanager/":
    ADD_ROLE = "Add-CMSoftwareUpdatePoint", "add-cmsoftwareupdatepoint";
    SET_ROLE = "Set-CMSoftwareUpdatePoint", "set-cmsoftwareupdatepoint";
    REMOVE_ROLE = "Remove-CMSoftwareUpdatePoint", "remove-cmsoftwareupdatepoint";
    SET_COMPONENT = "Set-CMSoftwareUpdatePointComponent", "set-cmsoftwareupdatepointcomponent";
    NEW_SITE_SYSTEM = "New-CMSiteSystemServer", "new-cmsitesystemserver";
    NEW_SECONDARY_SITE = "New-CMSecondarySite", "new-cmsecondarysite";
    NEW_ACCOUNT = "New-CMAccount", "new-cmaccount";
    NEW_SCHEDULE = "New-CMSchedule", "new-cmschedule";
}

// Windows, and release notes of the cmdlets.
documentation! {
    "":
    RELEASE_2203 = "Configuration Manager cmdlet library changes for version 2203",
        "powershell/sccm/2203-release-notes";
    WSUS_PLAN = "Plan your WSUS deployment",
        "windows-server/administration/windows-server-update-services/plan/plan-your-wsus-deployment";
    WID_TO_SQL = "Migrating the WSUS Database from WID to SQL",
        "windows-server/administration/windows-server-update-services/manage/wid-to-sql-migration";
    DIRECTORY_NAMING = "Naming conventions in Active Directory for computers, domains, sites, and OUs",
        "troubleshoot/windows-server/active-directory/naming-conventions-for-computer-domain-site-ou";
    USER_NAMING = "User Naming Attributes", "windows/win32/ad/naming-properties";
    COMPUTER_NAMES = "Computer Names", "windows/win32/sysinfo/computer-names";
    NAMING_FILES = "Naming Files, Paths, and Namespaces", "windows/win32/fileio/naming-a-file";
}

/// A part of ConfigMgrCBDsc (PowerShell DSC).
macro_rules! dsc {
    ($($name:ident = $resource:literal;)+) => {$(
        pub(super) const $name: Page = Page {
            title: concat!("ConfigMgrCBDsc, ", $resource),
            address: concat!("https://github.com/dsccommunity/ConfigMgrCBDsc/tree/main/source/DSCResources/", $resource),
        };
    )+};
}

dsc! {
    DSC_ROLE = "DSC_CMSoftwareUpdatePoint";
    DSC_COMPONENT = "DSC_CMSoftwareUpdatePointComponent";
    DSC_SITE_SYSTEM = "DSC_CMSiteSystemServer";
}

pub(super) const DEFENDER_RENAMED: Page = Page {
    title: "an issue of the product's documentation about the new name of Windows Defender",
    address: "https://github.com/MicrosoftDocs/memdocs/issues/1983",
};

pub(super) const PRODUCTS_OF_ONE_NAME: Page = Page {
    title: "an issue of UpdateServicesDsc about several entries of one name",
    address: "https://github.com/dsccommunity/UpdateServicesDsc/issues/61",
};

pub(super) const POWERSHELL_ISSUE_33: Page = Page {
    title: "an issue of the product's PowerShell reference",
    address: "https://github.com/MicrosoftDocs/sccm-docs-powershell-ref/issues/33",
};
